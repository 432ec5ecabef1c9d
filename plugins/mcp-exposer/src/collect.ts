import {
  type Collected,
  type CollectOptions,
  essenceOf,
  InvocationError,
  isJson,
  isText,
  type LinkContext,
  type JsonObject,
  isObject,
  type Outcome,
} from '@naftiko/plugin-api'

/** Reads an outcome to its end. What would travel as base64 may have `binaryLimit` bytes. */
export async function collectLimited(
  context: Pick<LinkContext, 'collect'>,
  outcome: Outcome,
  binaryLimit: number,
  options: CollectOptions,
): Promise<Collected> {
  refuseLargeBlocks(outcome.blocks ?? [], binaryLimit)
  if (outcome.kind === 'value' || outcome.decode !== undefined || isReadable(outcome.mediaType)) return context.collect(outcome, options)
  const collected = await context.collect(outcome, { ...options, limit: binaryLimit })
  if (collected.kind === 'bytes' && collected.bytes.length > binaryLimit) throw tooLarge(binaryLimit)
  return collected
}

/** Blocks have their bytes as base64 already. */
function refuseLargeBlocks(blocks: readonly JsonObject[], binaryLimit: number): void {
  for (const { data, resource } of blocks) {
    const base64 = isObject(resource) ? resource['blob'] : data
    if (typeof base64 === 'string' && Buffer.byteLength(base64, 'base64') > binaryLimit) throw tooLarge(binaryLimit)
  }
}

function isReadable(mediaType: string): boolean {
  const essence = essenceOf(mediaType)
  return essence === '' || isJson(essence) || isText(essence)
}

function tooLarge(limit: number): InvocationError {
  const message = `the answer is larger than ${limit} bytes; "maxBinarySize" of the exposer sets the limit`
  return new InvocationError('upstream', 502, 'NAFTIKO_OUTCOME_TOO_LARGE', message)
}
