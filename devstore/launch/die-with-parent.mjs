// node --import: ends this process in good order when the launcher is gone, even if it was killed.
if (process.send) {
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref();
}
