export interface AnsweredError {
  message: string
  extensions?: Readonly<Record<string, unknown>>
}

/** The server answered by errors. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError'
  readonly errors: readonly AnsweredError[]

  constructor(errors: readonly AnsweredError[]) {
    super(errors.map(({ message }) => message).join('\n'))
    this.errors = errors
  }
}

/** The errors that the server answered; none where it did not answer. Also those in the errors of Apollo Client. */
export function errorsOf(error: unknown): readonly AnsweredError[] {
  if (!(error instanceof Error) || error.name === 'AggregateError' || !('errors' in error)) return []
  return Array.isArray(error.errors) ? (error.errors as AnsweredError[]) : []
}

export function codeOf({ extensions }: AnsweredError): unknown {
  return extensions?.['code']
}

export function isUnauthenticated(error: unknown): boolean {
  return errorsOf(error).some((answered) => codeOf(answered) === 'UNAUTHENTICATED')
}

/** Why the server can make no sense of what was asked; undefined where it failed otherwise, and may yet answer. */
export function badRequest(error: unknown): string | undefined {
  return errorsOf(error).find((answered) => codeOf(answered) === 'BAD_REQUEST')?.message
}
