import { type CompileContext, InvocationError, type JsonValue } from '@naftiko/plugin-api'

/** What a schema file was made into, or the error with which operations answer without it. */
export type FromFile<T> = { readonly value: T } | { readonly error: InvocationError }

/**
 * Loads the file that `outputSchema` names. One that is missing or broken is reported there: the rest of the document can
 * be served, and where the answer itself must be read, the operation says why it cannot.
 */
export async function schemaFile<T>(
  schema: JsonValue | undefined,
  context: CompileContext,
  load: (location: string) => Promise<T>,
): Promise<FromFile<T>> {
  if (typeof schema !== 'string')
    return reported('outputSchema is no text, and should be the path of a file, relative to the document', context)
  try {
    return { value: await load(schema) }
  } catch (error) {
    return reported(`the schema ${schema} cannot be used: ${reasonOf(error)}`, context)
  }
}

/** The operation cannot read its answers, and the document is to blame. */
export function unusable(reason: string): InvocationError {
  return new InvocationError('engine', 501, 'NAFTIKO_FORMAT_SCHEMA', `the answer cannot be read: ${reason}`)
}

/** Reports at `outputSchema` what is wrong with it. */
export function reported(message: string, { report }: CompileContext): { readonly error: InvocationError } {
  report({
    severity: 'warning',
    code: 'NAFTIKO_FORMAT_SCHEMA',
    message,
    hint: 'whatever reads the answer gets an error until it is mended',
    at: '/outputSchema',
  })
  return { error: unusable(message) }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return code === 'ENOENT' ? 'there is no such file beside the document' : message
}
