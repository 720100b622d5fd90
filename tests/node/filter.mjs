// Types words into the filter of the catalogue and prints, line by line, what is left to see:
// node filter.mjs PAGE WORDS...

import { readFile } from 'node:fs/promises'
import { runInNewContext } from 'node:vm'
import { parseHTML } from 'linkedom'

const [page, ...typed] = process.argv.slice(2)
const { document, Event } = parseHTML(await readFile(page, 'utf8'))
runInNewContext(document.querySelector('script').textContent, { document })

const box = document.getElementById('filter')
const shown = (selector) => [...document.querySelectorAll(selector)].filter((element) => !element.hasAttribute('hidden'))
for (const words of typed) {
  box.value = words
  box.dispatchEvent(new Event('input'))
  console.log(
    JSON.stringify({
      count: document.getElementById('count').textContent,
      events: shown('section.event').map((section) => section.id),
      streams: shown('section.stream').map((section) => section.id),
      links: shown('nav li li').map((entry) => entry.textContent),
    }),
  )
}
