import { useEffect } from "preact/hooks";

/** Does something now and then every so often, while the page can be seen; the next one waits for the one before. */
export function usePoll(act: () => Promise<void>, pauseMs: number): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let busy = false;
    let stopped = false;
    const isStopped = () => stopped;
    const turn = async () => {
      clearTimeout(timer);
      if (busy || isStopped() || document.hidden) return;
      busy = true;
      try {
        await act();
      } finally {
        busy = false;
        if (!isStopped()) timer = setTimeout(() => void turn(), pauseMs);
      }
    };
    const wake = () => void turn();
    document.addEventListener("visibilitychange", wake);
    void turn();
    return () => {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", wake);
    };
  }, []);
}
