#!/usr/bin/env node
import module from 'node:module'

// Compiled code is kept between starts where Node can do so (22.8 and later), so the rest is imported after it was asked for.
module.enableCompileCache?.()
const { main } = await import('../dist/main.js')

process.exitCode = await main(process.argv.slice(2))

// An end that was asked for twice is now; and what a plugin left open must not keep the process for ever.
if (process.exitCode === 130) process.exit()
setTimeout(() => process.exit(), 1000).unref()
