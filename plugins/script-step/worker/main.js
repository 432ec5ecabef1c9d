import { parentPort, workerData } from 'node:worker_threads'
import variant from '@jitl/quickjs-wasmfile-release-sync'
import { newQuickJSWASMModuleFromVariant, newVariant } from 'quickjs-emscripten-core'
import { runScripts } from './run.js'

// Plain JavaScript, because a worker is started from a file, and the sources of this package run before they are built.

/** @import { QuickJSSyncVariant } from 'quickjs-emscripten-core' */
/** @import { SandboxJob, SandboxMessage } from '../src/sandbox/protocol.ts' */

const port = parentPort
if (port === null) throw new Error('this file runs in a worker only')

/** @param {SandboxMessage} message */
const send = (message) => port.postMessage(message)
// The declarations of the package describe its CommonJS half, in which the variant is one level deeper.
const interpreter = /** @type {QuickJSSyncVariant} */ (/** @type {unknown} */ (variant))
const quickjs = await newQuickJSWASMModuleFromVariant(newVariant(interpreter, { wasmModule: workerData.wasm }))

port.on('message', (/** @type {SandboxJob} */ job) => send(runScripts(quickjs, job, send)))
send({ kind: 'ready' })
