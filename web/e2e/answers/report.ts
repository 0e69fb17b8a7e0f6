import { type OperationTypeNode, parse, validate } from 'graphql'

import { type Answer, faults } from './check'
import { Dice, REPEAT } from './dice'
import { type Generated, Generator } from './generate'
import { schema } from './schema'
import { type Known, Values } from './values'

/** A valid document that asks for these fields of the root. */
export function generate(
  dice: Dice,
  kind: OperationTypeNode,
  fields: string[],
  known: Known,
  bad: number,
): Generated {
  const made = new Generator(dice, new Values(dice, known, bad)).document(kind, fields)
  const invalid = validate(schema, parse(made.text))
  if (invalid.length > 0) throw new Error(told(`the generator is wrong: ${invalid.join('\n')}`, made))
  return made
}

/**
 * The server's library refuses more than the specification: two fields under one key, in fragments on types that no
 * object can be both of, also where their values are alike. It is a refusal, and no wrong answer.
 */
const TOO_STRICT = /^Fields ".*" conflict because ".*" and ".*" are different fields/

/** How many answers of what kind there were. */
export class Tally {
  answers = 0
  tooComplex = 0
  tooStrict = 0
  /** With an error that is not of a field of the root. */
  failedBelow = 0
  /** With such an error, and data beside the null that came of it. */
  dataBeside = 0

  /** Throws where there is anything wrong with an answer. */
  check(asked: Generated, answer: Answer, way: string): void {
    this.answers += 1
    const errors = answer.errors ?? []
    if (errors.some(({ extensions }) => extensions?.code === 'REQUEST_TOO_COMPLEX')) {
      this.tooComplex += 1
      return
    }
    if (errors.length > 0 && errors.every(({ path, message }) => !path && TOO_STRICT.test(message))) {
      this.tooStrict += 1
      return
    }
    const found = faults(schema, { document: parse(asked.text), variables: asked.variables }, answer)
    if (errors.some(({ path }) => !path)) found.push('a valid document was refused')
    if (found.length > 0) throw new Error(told(`${way}: ${found.join('\n')}`, asked, answer))
    const below = errors.some(({ path = [] }) => path.length > 1)
    if (below) this.failedBelow += 1
    if (below && answer.data) this.dataBeside += 1
  }

  tell(what: string): void {
    const { answers, tooComplex, tooStrict, failedBelow, dataBeside } = this
    const failed = `${failedBelow} with errors below the root, ${dataBeside} of them with data`
    console.log(
      `${what}: ${answers} answers, ${tooComplex} too complex, ${tooStrict} refused, ${failed}; ${REPEAT}`,
    )
  }
}

/** What is needed to see it again. */
export function told(what: string, { text, variables }: Generated, answer?: Answer): string {
  const received = answer ? `answer: ${JSON.stringify(answer)}\n` : ''
  return `${what}\n${text}\nvariables: ${JSON.stringify(variables)}\n${received}${REPEAT}`
}
