/**
 * The last line of a run of the tests: `N passed, N failed, N skipped`. Skipped tests are listed with their reasons before it. Under
 * CI=true nothing that the tests need may be absent, so a skipped test counts as failed there, except where its name says
 * 'by contract': what a back end never promised.
 */
import type { Reporter, TestCase, TestModule } from 'vitest/node'

interface Totals {
  passed: number
  failed: number
  skipped: string[]
}

const reasonOf = (test: TestCase): string => {
  const result = test.result()
  const note = result.state === 'skipped' ? result.note : undefined
  return note ? `${test.fullName}: ${note}` : test.fullName
}

/** A module or a suite that fails outside its tests (an import, a beforeAll) is a failure of its own. */
const brokenOutside = (module: TestModule): number =>
  [module, ...module.children.allSuites()].filter(part => part.errors().length > 0).length

export const totalsOf = (modules: readonly TestModule[], strict: boolean): Totals => {
  const tests = modules.flatMap(module => [...module.children.allTests()])
  const inState = (...states: string[]) => tests.filter(test => states.includes(test.result().state))
  const skipped = inState('skipped', 'pending').map(reasonOf)
  const refused = strict ? skipped.filter(reason => !reason.includes('by contract')) : []
  return {
    passed: inState('passed').length,
    failed: inState('failed').length + refused.length + modules.reduce((sum, m) => sum + brokenOutside(m), 0),
    skipped: skipped.filter(reason => !refused.includes(reason)),
  }
}

export default class TotalsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const strict = process.env.CI === 'true'
    const totals = totalsOf(modules, strict)
    const failed = totals.failed + errors.length
    if (failed > 0 || modules.length === 0) process.exitCode = 1
    for (const module of modules)
      for (const test of module.children.allTests('skipped')) console.log(`skipped: ${reasonOf(test)}`)
    console.log(`${totals.passed} passed, ${failed} failed, ${totals.skipped.length} skipped`)
  }
}
