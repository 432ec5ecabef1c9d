import type { CompileContext } from '@naftiko/plugin-api'
import type { Scoped } from '../scope.ts'

/** What compiling a body template needs from the operation around it. */
export interface TemplateTools {
  readonly context: CompileContext
  readonly scope: Scoped
  /** Names of all declared inputs. */
  readonly inputs: readonly string[]
}

/** A body, ready to be sent. */
export interface EncodedBody {
  readonly mediaType: string
  readonly bytes: Uint8Array
  /** The content type says how to read these very bytes, as the boundary of a multipart form does. */
  readonly inseparable?: true
}
