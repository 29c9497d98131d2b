/** Loaded before a process that a test has spawned, so that it never outlives the test, however that ends. */
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
process.channel?.unref()
