import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { buildSchema, isScalarType } from 'graphql'

/** The schema of the API. Its scalars know how their values are written. */
export const schema = buildSchema(readFileSync(join(import.meta.dirname, '../../../schema.graphql'), 'utf8'))

const WRITTEN = {
  Date: /^\d{4}-\d{2}-\d{2}$/,
  DateTime: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|\+00:00)$/,
  Decimal: /^\d+(\.\d+)?$/,
  Revision: /^[\w-]+$/,
}

for (const [name, form] of Object.entries(WRITTEN)) {
  const type = schema.getType(name)
  if (!isScalarType(type)) throw new Error(`the schema has no scalar ${name}`)
  type.serialize = (value) => {
    if (typeof value === 'string' && form.test(value)) return value
    throw new Error(`${JSON.stringify(value)} is no ${name}`)
  }
}
