// A choice that is stored in this browser. Where storage is forbidden, it is kept until the page is closed.
export function stored<T extends string>(name: string, allowed?: readonly T[]) {
  const key = `tinsmith.${name}`;
  return {
    get(): T | undefined {
      try {
        const value = localStorage.getItem(key) as T | null;
        if (value !== null && (!allowed || allowed.includes(value))) return value;
      } catch {
        // Storage is forbidden: nothing is stored.
      }
      return undefined;
    },
    set(value: T): void {
      try {
        localStorage.setItem(key, value);
      } catch {
        // Storage is forbidden: the choice is kept until the page is closed.
      }
    },
  };
}
