import { expect, test } from 'vitest'
import { fullCommand } from '../../src/cli/full-command.ts'

const full = (command: string) => fullCommand(command.split(' '))

test('a run with some of the images names the command for all of them', () => {
  expect(full('run mnist-plateau --epochs 1 --train 5000 --test 1000')).toBe('npx apical run mnist-plateau')
  expect(full('run x.ts --train=5000 --seed 2 --epochs=3 --out here')).toBe('npx apical run x.ts --seed 2 --out here')
})

test('what a shell would take apart is quoted', () => {
  const args = ['run', 'x.ts', '--train', '9', '--set', 'train.0.phases.0.lasts=20 ticks', '--set', "a='b'"]
  expect(fullCommand(args)).toBe(
    String.raw`npx apical run x.ts --set 'train.0.phases.0.lasts=20 ticks' --set 'a='\''b'\'''`,
  )
})

test('a run with all images needs no other command', () => {
  expect(full('run mnist-plateau --epochs 5 --seed 2')).toBeUndefined()
})
