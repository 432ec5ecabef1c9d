import type { Source } from '@naftiko/core'

export interface MemoryCapability {
  /** Name of the capability. Default `test`. */
  readonly label?: string
  readonly consumes?: readonly object[]
  readonly exposes?: readonly object[]
  readonly binds?: readonly object[]
}

/** A capability document made of plain objects, to be loaded or validated without a file. */
export function memoryDocument(capability: MemoryCapability): Source {
  const { label = 'test', consumes, exposes, binds } = capability
  const document = {
    naftiko: '1.0.0-alpha2',
    info: { label },
    capability: { ...(consumes === undefined ? {} : { consumes }), ...(exposes === undefined ? {} : { exposes }) },
    ...(binds === undefined ? {} : { binds }),
  }
  return { text: JSON.stringify(document, null, 2), name: `${label}.yaml` }
}
