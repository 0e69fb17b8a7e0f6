// Whether ../schema.graphql is laid out as graphql-js's printSchema does it, so that the tools of front ends, which print
// it so, show no differences of their own. Free are the order of the types, which the file sorts by their names, and the
// directives that definitions carry, which printSchema leaves out.
import { readFileSync } from 'node:fs'

import { buildSchema, Kind, parse, printSchema, printType, visit } from 'graphql'

const text = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8')
const schema = buildSchema(text)
const whole = printSchema(schema)
const { definitions } = parse(text)
const source = ({ loc }) => text.slice(loc.start, loc.end)

/** A definition without the directives that it carries. */
function plain(definition) {
  let [plain, end] = ['', definition.loc.start]
  visit(definition, {
    Directive({ loc, name }) {
      if (name.value === 'deprecated') return
      plain += text.slice(end, loc.start).trimEnd()
      end = loc.end
    },
  })
  return plain + text.slice(end, definition.loc.end)
}

function isAsPrinted(definition) {
  const type = definition.kind !== Kind.DIRECTIVE_DEFINITION && schema.getType(definition.name?.value)
  return type ? plain(definition) === printType(type) : whole.includes(source(definition))
}

const other = definitions
  .filter((definition) => !isAsPrinted(definition))
  .map(({ name }) => name?.value ?? 'schema')
if (text !== definitions.map(source).join('\n\n') + '\n') other.push('what is between the definitions')
if (other.length > 0) {
  console.error(`schema.graphql is not laid out as graphql-js does it: ${other.join(', ')}`)
  process.exit(1)
}
