/** The command line itself is wrong: exit code 64. The message names what is wrong and what would be right. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
