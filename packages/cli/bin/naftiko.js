#!/usr/bin/env node
import module from 'node:module'
import { setFlagsFromString } from 'node:v8'

// Compiled code is kept between starts where Node can do so (22.8 and later), so the rest is imported after it was asked for.
// Elsewhere V8 optimizes code before it has seen much of it, gives that up again, and spends a tenth of a start so. It is told
// to wait seven times as long, which is still nothing in the life of a server.
if (module.enableCompileCache !== undefined) module.enableCompileCache()
else setFlagsFromString('--interrupt-budget=500000')
const { main } = await import('../dist/main.js')

process.exitCode = await main(process.argv.slice(2))

// An end that was asked for twice is now; and what a plugin left open must not keep the process for ever.
if (process.exitCode === 130) process.exit()
setTimeout(() => process.exit(), 1000).unref()
