// Servers of a scenario, each a process of its own that says where it listens and tells its CPU time and memory.
import { fork } from 'node:child_process'

const children = new Set()
const isProfiled = process.execArgv.includes('--cpu-prof')

/**
 * Starts `servers/<file>` and waits until it says where it listens.
 *
 * @returns {Promise<{ child: import('node:child_process').ChildProcess } & Record<string, string>>}
 */
export function start(file, ...args) {
  const child = fork(new URL(`../servers/${file}`, import.meta.url), args, { execArgv: ['--expose-gc', ...process.execArgv] })
  children.add(child)
  return new Promise((resolve, reject) => {
    child.once('message', (ready) => resolve({ child, ...ready }))
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)))
  })
}

/** CPU of a server so far, in µs, and its resident memory in bytes. */
export function usageOf({ child }) {
  return new Promise((resolve) => {
    child.once('message', ({ cpu, memory }) => resolve({ cpu: cpu.user + cpu.system, memory }))
    child.send('usage')
  })
}

export function stopAll() {
  for (const child of children) {
    child.removeAllListeners('exit')
    // A profile is written by a process that ends by itself.
    if (isProfiled && child.connected) child.disconnect()
    else child.kill()
  }
  children.clear()
}
