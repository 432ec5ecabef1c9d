/** How often to look. */
const EVERY_MS = 500

/**
 * Asks for an end when the process that started this one has gone, where that process was npm.
 *
 * `npx` and `npm run` end at a SIGTERM without passing it on, which would leave a server running that nobody knows of.
 * Anywhere else an orphan is none of our business: `nohup` and the like mean it. Returns how to stop watching.
 */
export function followParent(env: Readonly<Record<string, string | undefined>>, request: (reason: string) => void): () => void {
  if (env['npm_command'] === undefined) return () => {}
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid !== parent) request('SIGTERM')
  }, EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}
