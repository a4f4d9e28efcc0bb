/** Lets the page or the process do other things before a long computation goes on. */
export const breath = (): Promise<void> =>
  new Promise(done => {
    // setTimeout waits 4 ms in browsers; a message does not.
    if (typeof setImmediate === 'function') setImmediate(done)
    else {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => {
        port1.close()
        done()
      }
      port2.postMessage(0)
    }
  })
