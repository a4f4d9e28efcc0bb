/**
 * The golden network once more, as the paper's program computes it: dense, every synapse every millisecond, in double.
 * Guerguiev et al. 2017, methods; specification 1.4 to 1.10. Returns the output voltages of every step.
 */
const kernel = Array.from({ length: 10 }, (_, i) => (Math.exp(-(i + 1) / 10) - Math.exp(-(i + 1) / 3)) / 7)
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
const mean = (rows: number[][]) => rows[0].map((_, i) => rows.slice(-20).reduce((sum, row) => sum + row[i], 0) / 20)

const spikesAt = (t: number) => {
  const taught = t > 50
  return {
    input: [t % 4 === 0 ? 1 : 0, t % 10 === 1 ? 1 : t % 10 === 6 ? 2 : 0],
    hidden: [t % 3 === 2 ? 1 : 0, t % 7 === 3 ? 1 : 0],
    output: [(taught ? t % 5 === 0 : t % 6 === 5) ? 1 : 0, (taught ? t % 25 === 0 : t % 8 === 4) ? 1 : 0],
  }
}

export const goldenReference = (presentations: number): number[][] => {
  const w0 = [
    [0.5, -0.3],
    [0.8, 0.2],
  ]
  const w1 = [
    [1.2, -0.7],
    [-0.4, 0.9],
  ]
  const y = [
    [1, -0.5],
    [0.3, 0.6],
  ]
  const b0 = [0.8, 0.79]
  const b1 = [0.1, -0.2]
  const seen = { input: [] as number[][], hidden: [] as number[][], output: [] as number[][] }
  const log = {
    s0: [] as number[][],
    s1: [] as number[][],
    v0: [] as number[][],
    v1: [] as number[][],
    a: [] as number[][],
    phi: [] as number[][],
  }
  const trace = (past: number[][], lag: number) =>
    [0, 1].map(j => kernel.reduce((sum, k, i) => sum + k * (past[past.length - 1 - i - lag]?.[j] ?? 0), 0))
  const times = (w: number[][], x: number[]) => w.map(row => row[0] * x[0] + row[1] * x[1])
  let v0 = [0, 0]
  let v1 = [0, 0]
  for (let p = 0; p < presentations; p++) {
    let forward = { s0: [0, 0], s1: [0, 0], v0: [0, 0], v1: [0, 0], a: [0, 0] }
    for (let t = 1; t <= 102; t++) {
      const n = spikesAt(t)
      seen.input.push(n.input)
      seen.hidden.push(n.hidden)
      const s0 = trace(seen.input, 0)
      const s1 = trace(seen.hidden, 0)
      const feedback = trace(seen.output, 0) // the output spikes of this step come later
      const a = times(y, feedback)
      const basal = times(w0, s0).map((x, i) => x + b0[i])
      v0 = v0.map((v, i) => v + 0.6 * (basal[i] - v) - 0.1 * v)
      const dendrite = times(w1, s1).map((x, i) => x + b1[i])
      v1 = v1.map((v, i) => v + 0.6 * (dendrite[i] - v) - 0.1 * v + (t > 50 ? (i === 0 ? 8 : -8) - v : 0))
      seen.output.push(n.output)
      log.s0.push(s0)
      log.s1.push(s1)
      log.v0.push(v0)
      log.v1.push(v1)
      log.a.push(a)
      log.phi.push(v1.map(sigmoid))
      if (t === 50) forward = { s0: mean(log.s0), s1: mean(log.s1), v0: mean(log.v0), v1: mean(log.v1), a: mean(log.a) }
    }
    const slope = (v: number) => sigmoid(v) * (1 - sigmoid(v))
    const taught = mean(log.phi)
    const plateau = mean(log.a)
    const k = 6 / 7
    const d1 = forward.v1.map((v, i) => 20 * k * slope(v) * (taught[i] - sigmoid(v)))
    const d0 = forward.v0.map((v, i) => 20 * k * slope(v) * (sigmoid(plateau[i]) - sigmoid(forward.a[i])))
    for (const i of [0, 1]) {
      for (const j of [0, 1]) {
        w0[i][j] += 0.21 * d0[i] * forward.s0[j]
        w1[i][j] += 0.21 * d1[i] * forward.s1[j]
      }
      b0[i] += 0.21 * d0[i]
      b1[i] += 0.21 * d1[i]
    }
  }
  return log.v1
}
