/** One sentence of the contract, as something to run. Works with any test runner: `for (const check of …) it(check.title, check.run)`. */
export interface Check {
  readonly title: string
  /** Resolves when the plugin keeps the promise; rejects with an `AssertionError` that says how it does not. */
  run(): Promise<void>
}
