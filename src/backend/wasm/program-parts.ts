/** The parts of a plan's programs, ready to be called: whole where one thread does them, else piece by piece, together with others. */
import type { Plan } from '../../plan/plan.ts'
import type { Leader, Work } from './crew.ts'
import type { Exports } from './follower.ts'
import { type Built, exportName } from './program.ts'

export interface Parts {
  begin: () => number
  tick: () => number // gives the lanes that go on
  end: () => number
}

export interface Callers {
  call: Exports
  allLanes: number // their bytes
  built: Pick<Built, 'pieces' | 'piecesOf'>
  work: Work // of this thread
  lead?: Leader // where there are others
}

/** Of a program by its name. Throws Error for one that the plan does not have. */
export const partsOf = (plan: Plan, callers: Callers): ((program: string) => Parts) => {
  const programs = new Map(
    Object.keys(plan.programs).map((name, i): [string, Parts] => [
      name,
      { begin: partOf(i, 'begin', callers), tick: partOf(i, 'tick', callers), end: partOf(i, 'end', callers) },
    ]),
  )
  return name => {
    const found = programs.get(name)
    if (!found) throw new Error(`the plan has no program '${name}'`)
    return found
  }
}

const partOf = (program: number, part: keyof Parts, { call, allLanes, built, work, lead }: Callers): (() => number) => {
  const name = exportName(program, part)
  const numbers = built.piecesOf.get(name)
  const whole = call[name]
  if (!numbers || !lead) return () => whole(0, allLanes)
  return () => {
    let going = 0
    for (const n of numbers) going = built.pieces[n].of === 'all' ? work(n) : lead.together(n)
    return going
  }
}
