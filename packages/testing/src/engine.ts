import { createEngine, type Engine, type EngineOptions, type Plugin } from '@naftiko/core'
import { type CapturedLog, capturedLog } from './captured-log.ts'

/** An engine, and everything that it and its hosts logged. */
export interface TestEngine extends Engine {
  readonly log: CapturedLog
}

/** The real engine with a log that tests can read. Nothing is printed. */
export function testEngine(plugins: readonly Plugin[], options: Omit<EngineOptions, 'plugins' | 'log'> = {}): TestEngine {
  const log = capturedLog()
  return { ...createEngine({ ...options, plugins, log }), log }
}
