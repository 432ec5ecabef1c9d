import type { Diagnostic } from '@naftiko/plugin-api'

/** What is said of a thing because this member of it is not there. */
const OF_MEMBER: Readonly<Record<string, string>> = {
  NAFTIKO_CALL_INFERRED: 'call',
  NAFTIKO_CALL_MISSING: 'call',
  NAFTIKO_OPERATION_UNNAMED: 'name',
  NAFTIKO_TOOL_NAME_MISSING: 'name',
  NAFTIKO_FUNCTION_NAME_MISSING: 'name',
  NAFTIKO_STEP_NAME_MISSING: 'name',
  NAFTIKO_PROMPT_NAME_MISSING: 'name',
  NAFTIKO_SKILL_NAME_MISSING: 'name',
  NAFTIKO_BASE_URI_UNUSABLE: 'baseUri',
  NAFTIKO_NAMESPACE_MISSING: 'namespace',
  NAFTIKO_AUTHENTICATION_UNSUPPORTED: 'type',
  NAFTIKO_CONSUMES_DESCRIPTION: 'description',
  NAFTIKO_RESOURCE_DESCRIPTION: 'description',
  NAFTIKO_TOOL_DESCRIPTION: 'description',
  NAFTIKO_FUNCTION_DESCRIPTION: 'description',
}

/** Something is there, and is of no use: what is said of it besides, or of its absence, only follows from that. */
export function withoutFollowUps(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return withoutUnpassed(withoutOfWrong(diagnostics))
}

/** An input that has no place in its path, or none in the address of a resource, is one that nobody passes. */
function withoutUnpassed(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const isUnplaced = diagnostics.some(({ code }) => code === 'NAFTIKO_PATH_INPUT_UNPLACED')
  const resources = diagnostics
    .filter(({ code }) => code === 'NAFTIKO_RESOURCE_INPUT')
    .map(({ pointer }) => pointer.replace(/\/[^/]*$/, ''))
  return diagnostics.filter(
    ({ code, pointer }) => code !== 'NAFTIKO_INPUT_UNPASSED' || !(isUnplaced || resources.some((one) => pointer.startsWith(`${one}/`))),
  )
}

function withoutOfWrong(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const wrong = diagnostics.filter(({ code }) => code === 'NAFTIKO_WRONG_TYPE')
  if (wrong.length === 0) return diagnostics
  return diagnostics.filter(
    (diagnostic) =>
      diagnostic.code === 'NAFTIKO_WRONG_TYPE' ||
      !wrong.some(({ pointer }) => {
        const member = OF_MEMBER[diagnostic.code]
        const isBelow = diagnostic.pointer === pointer || diagnostic.pointer.startsWith(`${pointer}/`)
        return isBelow || (member !== undefined && pointer === `${diagnostic.pointer}/${member}`)
      }),
  )
}
