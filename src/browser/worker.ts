/** The worker itself: what `new Worker(..)` loads. */
import { type Scope, serveTraining } from './serve.ts'

serveTraining(globalThis as unknown as Scope)
