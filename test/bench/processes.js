// Servers of a scenario: each a process of its own, whose CPU time can be asked for, and all of which end with it.
import { fork } from 'node:child_process'

const children = []

/** Starts `servers/<file>`; resolves to what it says when it listens, and `child`. */
export function start(file, ...args) {
  const child = fork(new URL(`servers/${file}`, import.meta.url), args)
  children.push(child)
  return new Promise((resolve, reject) => {
    child.once('message', (ready) => resolve({ child, ...ready }))
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)))
  })
}

/** CPU time of a server so far, in microseconds. */
export function cpuOf({ child }) {
  return new Promise((resolve) => {
    child.once('message', ({ cpu }) => resolve(cpu.user + cpu.system))
    child.send('cpu')
  })
}

export function stopAll() {
  for (const child of children.splice(0)) {
    child.removeAllListeners('exit')
    child.kill()
  }
}

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
