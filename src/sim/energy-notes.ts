/** Says which guarantee the couplings of a population cost, at the start of a run: an energy needs a symmetric and positive semidefinite Q. */
import type { Machine } from '../backend/backend.ts'
import { eachSynapse } from '../plan/connect.ts'
import type { EnergyCheck } from '../plan/energies.ts'
import type { Planned } from '../plan/protocol.ts'

/** Units up to which Q is factorised: some 20 ms. */
const MOST = 400

/** A line for each guarantee that is lost; populations without couplings of their own are left out. */
export const energyNotes = async (planned: Planned, machine: Pick<Machine, 'read'>): Promise<string[]> => {
  const notes: string[] = []
  for (const check of planned.energies) {
    if (check.couplings.length === 0 || check.size > 4000) continue
    const q = await matrixOf(check, planned, machine)
    const lost = [...asymmetry(q, check.size), ...(check.size <= MOST ? indefinite(q, check.size) : [])]
    notes.push(...lost.map(text => `${check.population}: ${text}`))
  }
  return notes
}

/** Q[post][pre] in rows. */
const matrixOf = async (
  { size, couplings, own }: EnergyCheck,
  { plan }: Planned,
  machine: Pick<Machine, 'read'>,
): Promise<Float64Array> => {
  const q = new Float64Array(size * size)
  for (let i = 0; i < size; i++) q[i * size + i] = own(i)
  for (const { column, layout, transposed } of couplings) {
    const found = plan.layouts.find(l => l.name === layout)
    if (!found || !plan.columns.some(c => c.name === column)) continue
    const w = await machine.read(column)
    eachSynapse(found, (pre, post, element) => {
      q[transposed ? pre * size + post : post * size + pre] += w[element]
    })
  }
  return q
}

const asymmetry = (q: Float64Array, n: number): string[] => {
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++)
      if (q[i * n + j] !== q[j * n + i])
        return [
          `Q is not symmetric (units ${j} and ${i}): there is no energy that falls; mean rates still obey the averaged law`,
        ]
  return []
}

const indefinite = (q: Float64Array, n: number): string[] =>
  isSemidefinite(q, n)
    ? []
    : ['Q is not positive semidefinite: several steady states; which one is reached depends on the start']

/** Cholesky's factorisation of the symmetric part, lifted by rounding: it has a pivot below 0 where an eigenvalue is. */
const isSemidefinite = (q: Float64Array, n: number): boolean => {
  const a = Float64Array.from(q, (_, k) => (q[k] + q[(k % n) * n + Math.floor(k / n)]) / 2)
  const lift = 1e-6 * a.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-300)
  for (let j = 0; j < n; j++) {
    let pivot = a[j * n + j] + lift
    for (let k = 0; k < j; k++) pivot -= a[j * n + k] ** 2
    if (pivot < 0) return false
    const root = Math.sqrt(pivot)
    a[j * n + j] = root
    for (let i = j + 1; i < n; i++) {
      let sum = a[i * n + j]
      for (let k = 0; k < j; k++) sum -= a[i * n + k] * a[j * n + k]
      a[i * n + j] = root > 0 ? sum / root : 0
    }
  }
  return true
}
