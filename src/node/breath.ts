/** Lets signals, messages and output through before a long computation goes on. */
export const breath = (): Promise<void> => new Promise(done => setImmediate(done))
