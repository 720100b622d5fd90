// Reads Towpath's events, as a charity might: node read.mjs HOST:PORT GROUP TOPIC...
//
// It prints one line of JSON for each event. What it has to know of Towpath is one file, contracts/asyncapi.json: the
// types of events and the names of their fields. GROUP is yours to choose: with the same one a second process shares
// the work, and after a break the reader goes on where it was.

import { readFile } from 'node:fs/promises'
import { Kafka, logLevel } from 'kafkajs'

const [bootstrap, group, ...topics] = process.argv.slice(2)
if (topics.length === 0) {
  console.error('usage: node read.mjs HOST:PORT GROUP TOPIC...')
  process.exit(2)
}

const description = new URL('../../contracts/asyncapi.json', import.meta.url)
const { components } = JSON.parse(await readFile(description, 'utf8'))

// The fields of every type that we know. Your own program would rather have a table of the three types that it wants.
const known = new Map(
  Object.values(components.messages)
    .filter((message) => message.payload)
    .map((message) => {
      const schema = components.schemas[message.payload.$ref.split('/').pop()]
      return [message.name, Object.keys(schema.properties ?? {})]
    }),
)

// The same event may come twice, so each id counts once. This set lasts as long as the process does; a program that
// writes to a database keeps the id in a unique column, in the same transaction as what it does with the event.
const seen = new Set()

// An event comes with its attributes as headers and its fields as the value (binary mode), or all in one JSON
// (structured mode). Either way: { type, id, subject, ..., fields }. No value at all says that the subject is gone.
function eventOf({ key, value, headers }) {
  const text = (name) => headers[name]?.toString()
  if (text('content-type')?.startsWith('application/cloudevents+json')) {
    const { data: fields, ...attributes } = JSON.parse(value)
    return { ...attributes, fields }
  }
  return {
    type: text('ce_type'),
    id: text('ce_id'),
    subject: text('ce_subject') ?? key?.toString(),
    fields: value === null ? null : JSON.parse(value),
  }
}

function take(message) {
  const { type, id, subject, fields } = eventOf(message)
  if (!known.has(type)) return // for someone else, or from a later release: no reason to stop
  if (seen.has(id)) return
  const ours = known.get(type).filter((name) => fields !== null && name in fields)
  console.log(JSON.stringify({ type, subject, fields: Object.fromEntries(ours.map((name) => [name, fields[name]])) }))
  seen.add(id)
}

const kafka = new Kafka({ clientId: group, brokers: [bootstrap], logLevel: logLevel.ERROR })
const consumer = kafka.consumer({ groupId: group })
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => consumer.disconnect().then(() => process.exit(0)))
}
await consumer.connect()
await consumer.subscribe({ topics, fromBeginning: true })
await consumer.run({
  eachMessage: async ({ topic, partition, message }) => {
    try {
      take(message)
    } catch (error) {
      // What cannot be read is noted and passed over; say no more of it than where it stands.
      console.error(`${topic} ${partition} ${message.offset}: ${error.name}`)
    }
  },
})
