#!/usr/bin/env node
import { main } from '../dist/main.js'

process.exitCode = await main(process.argv.slice(2))

// An end that was asked for twice is now; and what a plugin left open must not keep the process for ever.
if (process.exitCode === 130) process.exit()
setTimeout(() => process.exit(), 1000).unref()
