/** The revisions in which every request says all about itself, the newest first. */
export const STATELESS_REVISIONS: readonly string[] = ['2026-07-28']

/** The members of `_meta` by which requests and results say what they are. */
export const META = {
  version: 'io.modelcontextprotocol/protocolVersion',
  clientInfo: 'io.modelcontextprotocol/clientInfo',
  clientCapabilities: 'io.modelcontextprotocol/clientCapabilities',
  serverInfo: 'io.modelcontextprotocol/serverInfo',
  subscription: 'io.modelcontextprotocol/subscriptionId',
} as const

/** The error codes of these revisions. */
export const STATELESS_ERROR = {
  headerMismatch: -32_020,
  unsupportedVersion: -32_022,
} as const
