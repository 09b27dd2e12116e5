import type { Locator } from "playwright/test";

/** Counts what a person does in the portal; what they do inside Clio is not counted. */
export class Hands {
  clicks = 0;
  fields = 0;

  async click(target: Locator): Promise<void> {
    this.clicks += 1;
    await target.click();
  }

  async paste(target: Locator, value: string): Promise<void> {
    this.fields += 1;
    await target.fill(value);
  }

  /** The button of a mail: its link opens in this page. */
  async openMail(target: Locator, link: string): Promise<void> {
    this.clicks += 1;
    await target.page().goto(link);
  }
}
