import type { ComponentType } from "react";
import { ButtonsSection } from "./buttons";
import { ChecklistSection } from "./checklist";
import { ConnectionSection } from "./connection";
import { DecisionsSection } from "./decisions";
import { EndingsSection } from "./endings";
import { FieldsSection } from "./fields";
import { HelpSection } from "./help";
import { NoticesSection } from "./notices";
import { PicturesSection } from "./pictures";
import { SignInSection } from "./sign-in";
import { StaffSection } from "./staff";
import { TablesSection } from "./tables";
import { TokensSection } from "./tokens";

type Section = { title: string; about: string; contents: ComponentType[] };

/** The pages of the guide by the last part of their address. */
export const sections: Record<string, Section> = {
  tokens: {
    title: "Tokens",
    about: "Colours with their contrast, sizes of type, distances.",
    contents: [TokensSection],
  },
  forms: {
    title: "Forms",
    about: "Buttons of every kind, dense and busy; fields with hint, with error, with both.",
    contents: [ButtonsSection, FieldsSection],
  },
  messages: {
    title: "Messages",
    about: "Notices of every kind and rank, and how a trip to Clio may end.",
    contents: [NoticesSection, EndingsSection],
  },
  steps: {
    title: "Steps",
    about: "The checklist in every state, and what stands on a step’s page.",
    contents: [ChecklistSection, HelpSection, PicturesSection],
  },
  connection: {
    title: "Connection",
    about: "Every status with every reason, every result of a permission, every question.",
    contents: [ConnectionSection, DecisionsSection],
  },
  staff: {
    title: "Staff",
    about: "Tables, and what staff see of one firm.",
    contents: [TablesSection, StaffSection, SignInSection],
  },
};
