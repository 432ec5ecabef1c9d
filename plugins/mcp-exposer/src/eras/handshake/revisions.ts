/** The revisions that begin with a handshake, the newest first. Their differences are all on the side of the client. */
export const HANDSHAKE_REVISIONS: readonly string[] = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05', '2024-10-07']
