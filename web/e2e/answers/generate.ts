import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  OperationTypeNode,
  doTypesOverlap,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
} from 'graphql'

import { TYPE } from './check'
import type { Dice } from './dice'
import { Keys } from './keys'
import { schema } from './schema'
import type { Values } from './values'
import { Variables } from './variables'

const COMPOSITES = Object.values(schema.getTypeMap()).filter(
  (type): type is GraphQLCompositeType => isCompositeType(type) && !type.name.startsWith('__'),
)
/** Fields below fields. */
const DEPTH = 7
/** Rows that the pages of a document may multiply to. */
const ROWS = 100
/** Rows of a page that does not say how many. */
const PAGE = 50
/** What most answers of a union are. */
const USUAL = /(Saved|Change)$/

export interface Generated {
  text: string
  variables: Record<string, unknown>
}
interface Place {
  depth: number
  rows: number
}
interface Fragment {
  name: string
  on: GraphQLCompositeType
  /** The place that it was made for, and how far it goes down from there. */
  place: Place
  height: number
}

/**
 * One valid document of any shape. What makes it valid wherever fragments meet: a key means the same field with the
 * same arguments in the whole document (`Keys`).
 */
export class Generator {
  readonly #dice: Dice
  readonly #values: Values
  readonly #variables: Variables
  readonly #keys: Keys
  readonly #fragments: (Fragment & { text: string })[] = []
  /** Fields that may still be asked for. */
  #left: number
  #deepest = 0
  #root: GraphQLObjectType | undefined

  constructor(dice: Dice, values: Values) {
    this.#dice = dice
    this.#values = values
    this.#variables = new Variables(dice)
    this.#keys = new Keys(dice)
    this.#left = dice.pick([12, 24, 48, 96])
  }

  /** Asks for these fields of the root, and more where there may be more. */
  document(kind: OperationTypeNode, fields: string[]): Generated {
    const root = schema.getRootType(kind)
    if (!root) throw new Error(`the schema has no ${kind}`)
    this.#root = root
    const place = { depth: 0, rows: 1 }
    const asked = fields.map((name) => {
      const field = this.#field(root, fieldOf(root, name), place, kind !== OperationTypeNode.SUBSCRIPTION)
      return this.#dice.percent(25) ? this.#wrapped(root, field, place) : field
    })
    const selections = asked.join(' ')
    const name = this.#dice.percent(50) ? ' Story' : ''
    const operation = `${kind}${name}${this.#variables.definitions()} { ${selections} }`
    const all = [operation, ...this.#fragments.map(({ text }) => text)]
    return { text: all.join('\n'), variables: this.#variables.given }
  }

  /** A field of the root inside of a fragment. */
  #wrapped(root: GraphQLObjectType, field: string, place: Place): string {
    if (this.#dice.percent(50)) return `... on ${root.name} { ${field} }`
    return `...${this.#define(root, field, place, 0)}`
  }

  #set(type: GraphQLCompositeType, place: Place, opens = false): string {
    this.#deepest = Math.max(this.#deepest, place.depth)
    const selections = opens && isAbstractType(type) ? [`${TYPE}: __typename`] : []
    const usual =
      opens && isAbstractType(type) && schema.getPossibleTypes(type).find(({ name }) => USUAL.test(name))
    if (usual && this.#dice.percent(70))
      selections.push(`... on ${usual.name} { ${this.#set(usual, place)} }`)
    const count = 1 + this.#dice.throw(5)
    for (let made = 0; made < count && (this.#left > 0 || made === 0); made += 1) {
      selections.push(this.#selection(type, place))
    }
    return selections.join(' ')
  }

  #selection(type: GraphQLCompositeType, place: Place): string {
    const kind = this.#dice.throw(100)
    const fields = isUnionType(type) ? [] : Object.values(type.getFields())
    const fitting = fields.filter((field) => place.depth < DEPTH || isLeafType(getNamedType(field.type)))
    const failing = fitting.filter(mayFail)
    this.#values.atRoot = type === this.#root
    if (failing.length > 0 && this.#left > 0 && this.#values.bad()) {
      return this.#field(type, this.#dice.pick(failing), place)
    }
    if (this.#left <= 0 || kind < 6) return `${this.#typename()}${this.#directives()}`
    if (kind < (isAbstractType(type) ? 45 : 14)) return this.#inline(type, place)
    if (kind < (isAbstractType(type) ? 60 : 22) || fitting.length === 0) return this.#spread(type, place)
    const deeper = fitting.filter((field) => isCompositeType(getNamedType(field.type)))
    const chosen = deeper.length > 0 && this.#dice.percent(35) ? deeper : fitting
    return this.#field(type, this.#dice.pick(chosen), place)
  }

  #typename(): string {
    return this.#dice.percent(50) ? '__typename' : `${this.#dice.pick(['kind_', 'type_'])}: __typename`
  }

  #field(
    parent: GraphQLCompositeType,
    field: GraphQLField<unknown, unknown>,
    place: Place,
    optional = true,
  ): string {
    this.#left -= 1
    const [known, rows] = this.#keys.again(field) ?? this.#arguments(parent, field, place.rows)
    const fits = place.rows * rows <= ROWS
    const [written, times] = fits ? [known, rows] : this.#arguments(parent, field, place.rows)
    const key = this.#keys.of(parent, field, written, times)
    const named = getNamedType(field.type)
    const below = { depth: place.depth + 1, rows: place.rows * Math.max(1, times) }
    const set = isCompositeType(named) ? ` { ${this.#set(named, below, true)} }` : ''
    return `${key}${written}${optional ? this.#directives() : ''}${set}`
  }

  /** The arguments as they are written, and the rows that they ask for. */
  #arguments(
    parent: GraphQLCompositeType,
    field: GraphQLField<unknown, unknown>,
    rows: number,
  ): [written: string, rows: number] {
    const owner = `${parent.name} ${field.name}`
    this.#values.atRoot = parent === this.#root
    const size = (rest: number) => this.#values.size(Math.max(1, Math.min(5, Math.floor(rest))))
    const paged = field.args.some(({ name }) => name === 'first')
    const bounded = paged && (rows * PAGE > ROWS || this.#dice.percent(80))
    const backward = bounded && field.args.some(({ name }) => name === 'last') && this.#dice.percent(30)
    const sizes: Record<string, unknown> = {}
    if (bounded && !backward) sizes.first = size(ROWS / rows)
    // Both at once make no sense, which is told at run time.
    if (backward || (paged && this.#values.bad())) sizes.last = size(ROWS / rows)
    const value = (argument: GraphQLArgument): unknown => {
      if (argument.name === 'first' || argument.name === 'last') return sizes[argument.name]
      const cursor = paged && (argument.name === 'after' || argument.name === 'before')
      if (cursor && !this.#values.bad() && this.#dice.percent(95)) return undefined
      if (isRequiredArgument(argument) || this.#dice.percent(35)) return this.#values.of(owner, argument)
      return undefined
    }
    const written = field.args.flatMap((argument) => {
      const text = this.#variables.value(argument, value(argument))
      return text === undefined ? [] : [`${argument.name}: ${text}`]
    })
    const asked = [sizes.first, sizes.last].filter((one) => typeof one === 'number')
    const times = paged ? Math.max(...(asked.length > 0 ? asked : [PAGE])) : 1
    return [written.length > 0 ? `(${written.join(', ')})` : '', Math.max(1, times)]
  }

  #directives(): string {
    if (!this.#dice.percent(12)) return ''
    const names = this.#dice.pick([['include'], ['skip'], ['include', 'skip'], ['skip', 'include']])
    return names.map((name) => ` @${name}(if: ${this.#variables.condition(name === 'include')})`).join('')
  }

  #condition(type: GraphQLCompositeType): GraphQLCompositeType {
    if (isAbstractType(type) && this.#dice.percent(70)) return this.#dice.pick(schema.getPossibleTypes(type))
    return this.#dice.pick(COMPOSITES.filter((other) => doTypesOverlap(schema, type, other)))
  }

  #inline(type: GraphQLCompositeType, place: Place): string {
    this.#left -= 1
    if (this.#dice.percent(20)) return `...${this.#directives()} { ${this.#set(type, place)} }`
    const on = this.#condition(type)
    return `... on ${on.name}${this.#directives()} { ${this.#set(on, place)} }`
  }

  #spread(type: GraphQLCompositeType, place: Place): string {
    this.#left -= 1
    const fits = this.#fragments.filter(
      ({ on, height, place: made }) =>
        doTypesOverlap(schema, type, on) && place.rows <= made.rows && place.depth + height <= DEPTH + 1,
    )
    if (fits.length > 0 && this.#dice.percent(60)) {
      const { name, height } = this.#dice.pick(fits)
      this.#deepest = Math.max(this.#deepest, place.depth + height)
      return `...${name}${this.#directives()}`
    }
    const on = this.#condition(type)
    const outside = this.#deepest
    this.#deepest = place.depth
    const set = this.#set(on, place)
    const height = this.#deepest - place.depth
    this.#deepest = Math.max(outside, this.#deepest)
    return `...${this.#define(on, set, place, height)}${this.#directives()}`
  }

  /** Defines a fragment. Others may spread it from now on, so that none can spread itself. */
  #define(on: GraphQLCompositeType, set: string, place: Place, height: number): string {
    const name = `F${this.#fragments.length}`
    this.#fragments.push({ name, on, place, height, text: `fragment ${name} on ${on.name} { ${set} }` })
    return name
  }
}

function fieldOf(type: GraphQLObjectType, name: string): GraphQLField<unknown, unknown> {
  const field = type.getFields()[name]
  if (!field) throw new Error(`${type.name} has no field ${name}`)
  return field
}

/** What can fail in the middle of an answer, and what has it. */
function mayFail({ name, type }: GraphQLField<unknown, unknown>): boolean {
  const named = getNamedType(type)
  return name === 'history' || (isObjectType(named) && 'history' in named.getFields())
}
