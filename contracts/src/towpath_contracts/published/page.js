// The filter: it hides what has none of the words, in the list and on the page. Without it, all is there to read.
const box = document.getElementById('filter')
const count = document.getElementById('count')
const events = [...document.querySelectorAll('section.event')].map((section) => ({
  section,
  link: document.querySelector(`nav a[href="#${CSS.escape(section.id)}"]`).parentElement,
  text: section.dataset.words,
}))
const streams = [...document.querySelectorAll('section.stream')].map((section) => ({
  section,
  link: document.querySelector(`nav a[href="#${section.id}"]`).parentElement,
}))

function filter() {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean)
  let shown = 0
  for (const { section, link, text } of events) {
    const fits = words.every((word) => text.includes(word))
    section.hidden = link.hidden = !fits
    shown += fits
  }
  for (const { section, link } of streams) {
    section.hidden = link.hidden = section.querySelector('.event:not([hidden])') === null
  }
  count.textContent = words.length ? `${shown} of ${events.length} events` : ''
}

box.addEventListener('input', filter)
document.addEventListener('keydown', (key) => {
  if (key.key === '/' && document.activeElement !== box && !key.ctrlKey && !key.metaKey && !key.altKey) {
    key.preventDefault()
    box.focus()
  }
  if (key.key === 'Escape' && document.activeElement === box) {
    box.value = ''
    filter()
  }
})
filter()
