// Asks before something that cannot be undone:  if (await confirm({ title: t("deleteIt"), action: t("delete") })) …
export interface Question {
  title: string;
  about?: string;
  /** Text of the button: the verb, such as "Delete". */
  action: string;
  look?: "main" | "danger";
  /** Text that must be typed before the button is enabled, for actions that delete much. */
  typed?: string;
}

export const asked = $state<{ question: Question | undefined }>({ question: undefined });
let answer: (yes: boolean) => void = () => {};

export function confirm(question: Question): Promise<boolean> {
  answer(false);
  asked.question = question;
  return new Promise((resolve) => (answer = resolve));
}

export function settle(yes: boolean): void {
  asked.question = undefined;
  answer(yes);
  answer = () => {};
}
