// What pages of Jupyter do when the host is away for a while, as it is when it is restarted: the kernel goes on without it, so
// they ask again until somebody answers. Jupyter Notebook 6 itself gives a kernel up for dead when a connection of less than a
// second is lost, and stops asking after two minutes.
define(["services/kernels/kernel"], function (kernels) {
  "use strict";

  const kernel = kernels.Kernel.prototype;
  const longest = 30000;
  const pause = (attempt) => Math.min(1000 * Math.pow(2, attempt), longest);

  // Only who knows kernels may say that there is none.
  const ask = kernel.get_info;
  kernel.get_info = function (success, error) {
    const attempt = (times) =>
      ask.call(this, success, (request, ...further) =>
        request.status === 404 ? error(request, ...further) : setTimeout(attempt, pause(times), times + 1));
    return attempt(0);
  };

  kernel._schedule_reconnect = function () {
    setTimeout(() => this.reconnect(), pause(this._reconnect_attempt));
  };
});
