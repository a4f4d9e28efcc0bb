/** A run whose folder is removed, or torn, while somebody looks at it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import type { Change } from '../../viz/source/files.ts'
import { openRun } from '../../viz/source/run-view.ts'
import { makeRun } from './fixture.ts'
import { folderFiles } from './folder-files.ts'

const out = mkdtempSync(join(tmpdir(), 'apical-removed-'))
afterAll(() => rmSync(out, { recursive: true, force: true }))

/** An open run, and what tells it of news. */
const watched = async (seed: number) => {
  const { path } = makeRun({ out, seed, images: 2, epochs: 1, hidden: 10 })
  let tell: (change: Change) => void = () => {}
  const watch = (changed: (change: Change) => void) => {
    tell = changed
    return () => {}
  }
  const run = await openRun('a run', { ...folderFiles(path), watch })
  return { run, path, tell: (change: Change) => tell(change) }
}

test('it is said to be removed, and what was read stays', async () => {
  const { run, path, tell } = await watched(1)
  const { length } = run
  rmSync(path, { recursive: true })
  tell({ files: true, scores: true, run: true })
  await vi.waitFor(() => expect(run.file.state).toBe('removed'))
  expect([run.length, run.problems()]).toEqual([length, []])
})

test('scores that cannot be read are a problem, which is told at once', async () => {
  const { run, path, tell } = await watched(2)
  const heard = vi.fn()
  run.changed.on(heard)
  rmSync(join(path, 'scores.jsonl'))
  tell({ scores: true })
  await vi.waitFor(() => expect(run.problems()).toHaveLength(1))
  expect(heard).toHaveBeenCalled()
  expect(run.file.state).toBe('done')
})
