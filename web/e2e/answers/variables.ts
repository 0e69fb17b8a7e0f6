import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql'

import type { Dice } from './dice'

/** The values of a document, written into it or kept in variables. */
export class Variables {
  readonly given: Record<string, unknown> = {}
  readonly #dice: Dice
  readonly #definitions: string[] = []
  readonly #conditions = new Map<string, boolean>()

  constructor(dice: Dice) {
    this.#dice = dice
  }

  definitions(): string {
    return this.#definitions.length > 0 ? `(${this.#definitions.join(', ')})` : ''
  }

  /** What stands for a value at its place; none where nothing has to be written for nothing. */
  value({ type, defaultValue }: GraphQLArgument | GraphQLInputField, value: unknown): string | undefined {
    const open = !isNonNullType(type) || defaultValue !== undefined
    if (value !== undefined) return this.#written(type, value, true, open)
    return open && this.#dice.percent(25) ? this.#absent(type) : undefined
  }

  /** A condition that mostly comes out as wanted. */
  condition(wanted: boolean): string {
    const comes = this.#dice.percent(70) ? wanted : !wanted
    if (this.#dice.percent(30)) return String(comes)
    const known = [...this.#conditions].find(([, value]) => value === comes)
    if (known && this.#dice.percent(60)) return known[0]
    const name = this.#define('Boolean!', comes, String(comes))
    this.#conditions.set(name, comes)
    return name
  }

  /** A variable that may be left out, and is; or is null. */
  #absent(type: GraphQLInputType): string {
    const name = `v${this.#definitions.length}`
    this.#definitions.push(`$${name}: ${String(getNullableType(type))}`)
    if (!isNonNullType(type) && this.#dice.percent(30)) this.given[name] = null
    return `$${name}`
  }

  #define(type: string, value: unknown, literal: string): string {
    const name = `v${this.#definitions.length}`
    const byDefault = this.#dice.percent(25)
    this.#definitions.push(`$${name}: ${type}${byDefault ? ` = ${literal}` : ''}`)
    if (!byDefault) this.given[name] = value
    return `$${name}`
  }

  /** `open` where a variable may be null as far as the document goes. */
  #written(type: GraphQLInputType, value: unknown, variables: boolean, open: boolean): string {
    if (variables && this.#dice.percent(25)) {
      const loose = open && this.#dice.percent(50)
      const declared = loose ? getNullableType(type) : type
      return this.#define(String(declared), value, this.#written(type, value, false, false))
    }
    const plain = getNullableType(type)
    if (value === null) return 'null'
    if (isListType(plain)) {
      const inner = plain.ofType
      const items = (value as unknown[]).map((item) => this.#written(inner, item, variables, false))
      // One is as good as a list of one, where it is no variable.
      const [only = '', ...others] = items
      const alone = others.length === 0 && !only.startsWith('$') && this.#dice.percent(20)
      return alone ? only : `[${items.join(', ')}]`
    }
    if (isInputObjectType(plain)) return this.#object(plain.getFields(), value as object, variables)
    return isEnumType(plain) ? (value as string) : JSON.stringify(value)
  }

  #object(types: Record<string, GraphQLInputField>, value: object, variables: boolean): string {
    const values = new Map(Object.entries(value))
    const fields = Object.values(types).flatMap((field) => {
      const given: unknown = values.get(field.name)
      const open = !isNonNullType(field.type) || field.defaultValue !== undefined
      const written =
        given === undefined
          ? variables && open && this.#dice.percent(10) && this.#absent(field.type)
          : this.#written(field.type, given, variables, open)
      return written ? [`${field.name}: ${written}`] : []
    })
    return `{ ${fields.join(', ')} }`
  }
}
