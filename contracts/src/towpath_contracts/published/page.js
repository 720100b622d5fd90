// The filter: it hides what has none of the words, in the list and on the page. Without it, all is there to read.
const box = document.getElementById('filter')
const count = document.getElementById('count')
const entries = new Map([...document.querySelectorAll('nav a')].map((a) => [a.getAttribute('href'), a.parentElement]))
const events = [...document.querySelectorAll('section.event')]
const streams = [...document.querySelectorAll('section.stream')]

function show(section, shown) {
  for (const element of [section, entries.get(`#${section.id}`)]) element.toggleAttribute('hidden', !shown)
}

function filter() {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean)
  const found = events.filter((event) => words.every((word) => event.getAttribute('data-words').includes(word)))
  for (const event of events) show(event, found.includes(event))
  for (const stream of streams) show(stream, found.some((event) => stream.contains(event)))
  count.textContent = words.length ? `${found.length} of ${events.length} events` : ''
}

box.addEventListener('input', filter)
document.addEventListener('keydown', (event) => {
  if (event.key === '/' && document.activeElement !== box && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault()
    box.focus()
  }
  if (event.key === 'Escape' && document.activeElement === box) {
    box.value = ''
    filter()
  }
})
filter()
