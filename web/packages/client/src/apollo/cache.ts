import type { Cache, InMemoryCacheConfig, StoreObject } from '@apollo/client'
import { InMemoryCache } from '@apollo/client'
import type { DocumentNode, FieldNode, FragmentDefinitionNode, SelectionNode } from 'graphql'
import { Kind } from 'graphql'

import { VersionGuard } from '../core/index.js'

export interface GuardedCacheConfig extends InMemoryCacheConfig {
  /** The types whose rows carry a `version` that only rises, in this or any other order of arrival. */
  versioned: readonly string[]
}

type Json = Record<string, unknown>
interface Row extends Json {
  __typename: string
  version: number
}

const DELETED = Symbol('deleted')
/** Where Apollo's caches keep what subscriptions told last. */
const SUBSCRIPTION = 'ROOT_SUBSCRIPTION'

/**
 * A normalising cache in which a row never goes back to an older version.
 *
 * Answers and events overtake each other: a list that was read before a change may arrive after its event. What
 * arrives late is replaced, before it is written, by what the cache has. And a row is of one version as a whole:
 * where a newer one arrives with fewer fields, the rest of the old row goes, and whoever shows it asks again.
 */
export class GuardedCache extends InMemoryCache {
  /** How to ask for the version of a row of each type: one document each, which Apollo's caches know again. */
  readonly #versioned: ReadonlyMap<string, DocumentNode>
  readonly #guarding = new VersionGuard()
  /** Rows whose version says nothing any more. */
  readonly #doubted = new Set<string>()

  constructor({ versioned, ...config }: GuardedCacheConfig) {
    super(config)
    const version: SelectionNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: 'version' } }
    this.#versioned = new Map(versioned.map((type) => [type, fragmentOn(type, [version], new Map())]))
  }

  /** Removes a row that was deleted as `version`. No late answer brings it back. */
  forget(row: StoreObject, version: number): void {
    const id = this.identify(row)
    if (id === undefined) return
    this.#guarding.forget(id, version)
    this.evict({ id })
    this.gc()
  }

  /**
   * After a gap, before everything is read again. The database may have gone back to before what is cached here, so
   * that a lower version is the newer one: of each row that is there now, whatever arrives next is believed.
   */
  beginAnew(): void {
    this.#guarding.clear()
    for (const [id, row] of Object.entries(this.extract())) {
      if (row?.__typename && this.#versioned.has(row.__typename)) this.#doubted.add(id)
    }
  }

  override write(options: Cache.WriteOptions): ReturnType<InMemoryCache['write']> {
    const fragments = new Map<string, FragmentDefinitionNode>()
    for (const definition of options.query.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
    }
    const main = options.query.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    if (!main || !options.result) return super.write(options)

    const guarded = this.#guard(options.result, main.selectionSet.selections, { ...options, fragments })
    if (guarded === DELETED) return undefined
    // An event takes the place of the one before: they have nothing in common that could be merged.
    if (options.dataId === SUBSCRIPTION) {
      for (const [field] of fieldsOf(main.selectionSet.selections, fragments).values()) {
        if (field) this.evict({ id: SUBSCRIPTION, fieldName: field.name.value, broadcast: false })
      }
    }
    return super.write({ ...options, result: guarded })
  }

  override reset(options?: Cache.ResetOptions): Promise<void> {
    this.#guarding.clear()
    this.#doubted.clear()
    return super.reset(options)
  }

  /** The value as it may be written: each late row in it replaced by the one in the cache. */
  #guard(value: unknown, selections: readonly SelectionNode[], context: Context): unknown {
    if (Array.isArray(value)) {
      return value.map((item) => this.#guard(item, selections, context)).filter((item) => item !== DELETED)
    }
    if (!isObject(value)) return value

    const fields = fieldsOf(selections, context.fragments)
    if (this.#isRow(value)) {
      const kept = this.#newest(value, selections, fields, context)
      if (kept !== value) return kept
    }
    const entries = Object.entries(value).map(([key, child]) => {
      const below = fields.get(key)?.flatMap((field) => field.selectionSet?.selections ?? [])
      const kept = below?.length ? this.#guard(child, below, context) : child
      return [key, kept === DELETED ? null : kept] as const
    })
    return Object.fromEntries(entries)
  }

  /** The row itself where it may be written, otherwise what to write in its place. */
  #newest(row: Row, selections: readonly SelectionNode[], fields: Fields, context: Context): unknown {
    const id = this.identify(row as StoreObject)
    if (id === undefined) return row
    // At once, because the same row may stand in the answer again.
    if (this.#doubted.delete(id)) this.evict({ id, broadcast: false })
    const known = this.#versionOf(id, row.__typename)
    const arrival = this.#guarding.judge(id, row.version, known)
    if (arrival === 'deleted') return DELETED
    if (arrival === 'newer' && known !== undefined) this.#dropAllBut(id, fields)
    if (arrival !== 'late') return row
    const current = this.readFragment<Json>({
      id,
      fragment: fragmentOn(row.__typename, selections, context.fragments),
      fragmentName: WHOLE,
      returnPartialData: true,
      ...(context.variables && { variables: context.variables }),
    })
    return current ?? row
  }

  #versionOf(id: string, typename: string): number | undefined {
    const fragment = this.#versioned.get(typename)
    return fragment && this.readFragment<{ version: number }>({ id, fragment })?.version
  }

  #dropAllBut(id: string, fields: Fields): void {
    const written = new Set([...fields.values()].flat().map((field) => field.name.value))
    const keys = new Set(['__typename', 'id'])
    this.modify({
      id,
      broadcast: false,
      fields: (value: unknown, { fieldName, DELETE }) =>
        written.has(fieldName) || keys.has(fieldName) ? value : DELETE,
    })
  }

  #isRow(value: Json): value is Row {
    return (
      typeof value['__typename'] === 'string' &&
      this.#versioned.has(value['__typename']) &&
      typeof value['version'] === 'number'
    )
  }
}

interface Context {
  fragments: ReadonlyMap<string, FragmentDefinitionNode>
  variables?: Cache.WriteOptions['variables']
}

/** The fields that are asked for, by their key in the answer; one key may be asked for several times. */
type Fields = ReadonlyMap<string, readonly FieldNode[]>

function fieldsOf(selections: readonly SelectionNode[], fragments: Context['fragments']): Fields {
  const fields = new Map<string, FieldNode[]>()
  const collect = (selection: SelectionNode): void => {
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value
      fields.set(key, [...(fields.get(key) ?? []), selection])
      return
    }
    const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)
    inner?.selectionSet.selections.forEach(collect)
  }
  selections.forEach(collect)
  return fields
}

const WHOLE = 'WholeRow'

function fragmentOn(
  typename: string,
  selections: readonly SelectionNode[],
  fragments: Context['fragments'],
): DocumentNode {
  const whole: FragmentDefinitionNode = {
    kind: Kind.FRAGMENT_DEFINITION,
    name: { kind: Kind.NAME, value: WHOLE },
    typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: typename } },
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  }
  return { kind: Kind.DOCUMENT, definitions: [whole, ...fragments.values()] }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null
}
