const number = (value, digits = 2) => (value === undefined ? '' : value.toFixed(digits))
const goal = (value, sign) => (value === undefined ? '' : `${sign} ${value}`)

/** A row of a result of `compare`. */
function rowOf({ title, cpuMicros, cpu, throughput, memory }) {
  return [
    title,
    number(cpuMicros.ours, 0),
    number(cpuMicros.baseline, 0),
    `${number(cpu.ratio)} ± ${number(cpu.spread)}`,
    goal(cpu.goal, '≤'),
    `${number(throughput.ratio)} ± ${number(throughput.spread)}`,
    goal(throughput.goal, '≥'),
    `${number(memory.ours / 1e6, 0)} / ${number(memory.baseline / 1e6, 0)}`,
  ]
}

const HEAD = ['', 'CPU µs', 'baseline', 'CPU ×', 'goal', 'req/s ×', 'goal', 'RSS MB']

/** Results as a Markdown table, whose columns also stand under each other on a terminal. */
export function tableOf(results, head = HEAD) {
  const rows = [head, ...results.map((one) => one.row ?? rowOf(one))]
  const widths = head.map((_, column) => Math.max(3, ...rows.map((row) => (row[column] ?? '').length)))
  const line = (row) => `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.slice(1).map(line)].join('\n')
}
