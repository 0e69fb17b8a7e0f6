import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  executeSync,
  getNamedType,
  getVariableValues,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
} from 'graphql'
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js'

/** The key under which a document asks for the type of whatever is of an abstract one. */
export const TYPE = 'is'

export interface Asked {
  document: DocumentNode
  variables: Record<string, unknown>
}
export interface Answer {
  data?: Record<string, unknown> | null
  errors?: { message: string; path?: Path; extensions?: Record<string, unknown> }[]
  extensions?: Record<string, unknown>
}
type Path = (string | number)[]

/** Whatever the specification does not allow in this answer. */
export function faults(schema: GraphQLSchema, asked: Asked, answer: Answer): string[] {
  const errors = answer.errors ?? []
  const found = new Set(Object.keys(answer).filter((key) => !['data', 'errors', 'extensions'].includes(key)))
  if (answer.errors?.length === 0) found.add('errors is empty')
  if (answer.data === undefined) {
    if (errors.length === 0) found.add('neither data nor errors')
    if (errors.some((error) => error.path)) found.add('it was executed, and there is no data')
    return [...found]
  }
  if (answer.data) faultsOfData(schema, asked, answer.data).forEach((fault) => found.add(fault))

  for (const { path, extensions } of errors) {
    if (path && extensions?.code !== 'BAD_REQUEST')
      found.add(`an error that nobody planned: ${written(path)}`)
  }
  const omitted = answer.extensions?.errorsOmitted !== undefined
  const document = new Document(schema, asked)
  const paths = errors.map(({ path }) => path ?? [])
  const places = paths.map((path) => document.nullFor(path))
  const explained = new Set(places.map((place) => JSON.stringify(place)))
  places.forEach((place, index) => {
    const path = JSON.stringify(paths[index])
    if (!place) {
      found.add(`an error's path names nothing that was asked for: ${path}`)
      return
    }
    const nulled = firstNull(answer.data, place)
    if (!nulled) found.add(`an error did not make null what it had to: ${path}`)
    else if (!explained.has(JSON.stringify(nulled)) && !omitted) found.add(`null climbed too far: ${path}`)
  })
  if (answer.data === null && !explained.has('[]') && !omitted)
    found.add('data is null, and no error climbed there')
  return [...found]
}

/**
 * Executes the document on the answer, whose fields are what its resolvers find: graphql-js then answers the same,
 * key by key and in the same order, or the answer is wrong.
 */
function faultsOfData(schema: GraphQLSchema, asked: Asked, data: object): string[] {
  const expected = executeSync({
    schema,
    document: asked.document,
    variableValues: asked.variables,
    rootValue: data,
    fieldResolver: (source: Record<string, unknown>, _arguments, _context, { path }) => source[path.key],
    typeResolver: (value: Record<string, unknown>) => String(value[TYPE]),
  })
  const found = (expected.errors ?? []).map(({ message, path }) => `${path?.join('.') ?? ''}: ${message}`)
  const [place, ...values] = difference(expected.data, data) ?? []
  if (place !== undefined) found.push(`data${place}: expected ${values.map(written).join(', received ')}`)
  return found
}

/** The first place where two values are written differently. */
function difference(one: unknown, other: unknown): [place: string, one: unknown, other: unknown] | undefined {
  if (written(one) === written(other)) return undefined
  const here: [string, unknown, unknown] = ['', one, other]
  if (!isObject(one) || !isObject(other)) return here
  if (written(Object.keys(one)) !== written(Object.keys(other))) return here
  for (const [key, value] of Object.entries(one)) {
    const below = difference(value, other[key])
    if (below) return [`.${key}${below[0]}`, below[1], below[2]]
  }
  return here
}

const written = (value: unknown) => JSON.stringify(value)
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** Where the first null is on the way to `place`. */
function firstNull(data: unknown, place: Path): Path | undefined {
  let value = data
  for (let length = 0; ; length += 1) {
    if (value === null || value === undefined) return place.slice(0, length)
    const key = place[length]
    if (key === undefined) return undefined
    value = (value as Record<string | number, unknown>)[key]
  }
}

class Document {
  readonly #schema: GraphQLSchema
  readonly #operation: OperationDefinitionNode
  readonly #fragments: Record<string, FragmentDefinitionNode> = {}
  readonly #variables: Record<string, unknown>

  constructor(schema: GraphQLSchema, { document, variables }: Asked) {
    this.#schema = schema
    const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION)
    this.#operation = operation as OperationDefinitionNode
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.#fragments[definition.name.value] = definition
    }
    const values = getVariableValues(schema, this.#operation.variableDefinitions ?? [], variables)
    this.#variables = values.coerced ?? {}
  }

  /** What an error at `path` makes null: the nearest that may be. */
  nullFor(path: Path): Path | undefined {
    const types = this.#typesAlong(path)
    if (!types) return undefined
    return path.slice(0, types.findLastIndex((type) => !isNonNullType(type)) + 1)
  }

  /** The type at each step. What was made null no longer tells its own type: then it can be any that is possible. */
  #typesAlong(path: Path): GraphQLOutputType[] | undefined {
    const types: GraphQLOutputType[] = []
    const root = this.#schema.getRootType(this.#operation.operation)
    let parents = root ? [root] : []
    let nodes: FieldNode[] | undefined
    for (const key of path) {
      if (typeof key === 'number') {
        const list = nullable(types.at(-1))
        if (!isListType(list)) return undefined
        types.push(list.ofType as GraphQLOutputType)
        continue
      }
      if (isListType(nullable(types.at(-1)))) return undefined
      const above = nodes
      const chosen = parents.flatMap((parent) => {
        const below = this.#fields(parent, above).get(key) ?? []
        return below.map((node) => ({ node, type: parent.getFields()[node.name.value]?.type }))
      })
      const type = chosen[0]?.type
      if (!type) return undefined
      types.push(type)
      nodes = [...new Set(chosen.map(({ node }) => node))]
      const named = getNamedType(type)
      if (isAbstractType(named)) parents = [...this.#schema.getPossibleTypes(named)]
      else parents = isObjectType(named) ? [named] : []
    }
    return types
  }

  #fields(parent: GraphQLObjectType, above: FieldNode[] | undefined) {
    const known = [this.#schema, this.#fragments, this.#variables, parent] as const
    return above ? collectSubfields(...known, above) : collectFields(...known, this.#operation.selectionSet)
  }
}

function nullable(type: GraphQLOutputType | undefined): GraphQLOutputType | undefined {
  return isNonNullType(type) ? (type.ofType as GraphQLOutputType) : type
}
