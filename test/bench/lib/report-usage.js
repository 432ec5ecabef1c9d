/** Says where this server listens, and its CPU time and memory whenever it is asked. */
export function ready(where) {
  process.on('message', () => process.send({ cpu: process.cpuUsage(), memory: process.memoryUsage().rss }))
  process.on('disconnect', () => process.exit(0))
  process.send(where)
}
