/** What a compiled capability learns when its host starts. One for each host: nothing is shared between two hosts. */
export interface Runtime {
  /** Values of bound variables. Empty until the host has started. */
  variables: Readonly<Record<string, string>>
}
