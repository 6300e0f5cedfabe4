// Every page of the studio. To add one: write src/pages/<page>/, and give it a row here.
//
// A page of a project gets PageOfProject as its properties, any other one Page. In the path, :name is a parameter
// and :name? one that may be absent. A page with `partOf` is a tab of another page's section rather than an entry of
// the navigation; the first of a section is the one that the navigation opens.
import type { Component } from "svelte";
import BookCopy from "@lucide/svelte/icons/book-copy";
import Camera from "@lucide/svelte/icons/camera";
import CircleQuestionMark from "@lucide/svelte/icons/circle-question-mark";
import CircleUser from "@lucide/svelte/icons/circle-user";
import HeartPulse from "@lucide/svelte/icons/heart-pulse";
import MapIcon from "@lucide/svelte/icons/map";
import LayoutGrid from "@lucide/svelte/icons/layout-grid";
import ListChecks from "@lucide/svelte/icons/list-checks";
import SquareDashedMousePointer from "@lucide/svelte/icons/square-dashed-mouse-pointer";
import SettingsIcon from "@lucide/svelte/icons/settings";
import Microchip from "@lucide/svelte/icons/microchip";
import Tags from "@lucide/svelte/icons/tags";
import UsersRound from "@lucide/svelte/icons/users-round";
import Layers from "@lucide/svelte/icons/layers";
import Dumbbell from "@lucide/svelte/icons/dumbbell";
import ChartColumn from "@lucide/svelte/icons/chart-column";
import ScrollText from "@lucide/svelte/icons/scroll-text";
import type { Bilingual } from "$lib/language.svelte";
import type { Page, PageOfProject } from "$lib/page";
import { matchPath, type Params } from "$lib/router.svelte";
import type { Role } from "$lib/types";

interface Common {
  name: string;
  path: string;
  title: Bilingual;
  icon: typeof LayoutGrid;
  partOf?: string;
  /** Text of the section's tab, when it is not the title. */
  tab?: Bilingual;
  /** The page fills the window without margins, as the labelling canvas does. */
  isWide?: boolean;
}

export type PageRow = Common &
  (
    | {
        /** workshop: in the navigation beside all projects; hidden: reached from other pages only. */
        place: "workshop" | "hidden";
        /** Only the installation's owner sees it. */
        needsOwner?: boolean;
        load: () => Promise<{ default: Component<Page> | Component<Record<string, never>> }>;
      }
    | {
        place: "project";
        /** Minimum role that can do something there; other users do not see it in the navigation. */
        needsRole?: Role;
        /** The page is empty without accounts. */
        needsAccounts?: boolean;
        load: () => Promise<{ default: Component<PageOfProject> | Component<Record<string, never>> }>;
      }
  );

export const pages: PageRow[] = [
  {
    name: "projects",
    path: "/",
    title: { en: "Projects", zh: "项目" },
    icon: LayoutGrid,
    place: "workshop",
    load: () => import("./projects/Projects.svelte"),
  },
  {
    name: "jobs",
    path: "/jobs/:job?",
    title: { en: "Jobs", zh: "任务" },
    icon: ListChecks,
    place: "workshop",
    load: () => import("./jobs/Jobs.svelte"),
  },
  {
    name: "settings",
    path: "/settings",
    title: { en: "Settings", zh: "设置" },
    icon: SettingsIcon,
    place: "workshop",
    needsOwner: true,
    load: () => import("./settings/Settings.svelte"),
  },
  {
    name: "help",
    path: "/help",
    title: { en: "Help", zh: "帮助" },
    icon: CircleQuestionMark,
    place: "workshop",
    load: () => import("./help/Help.svelte"),
  },
  {
    name: "account",
    path: "/account",
    title: { en: "Account", zh: "账户" },
    icon: CircleUser,
    place: "hidden",
    load: () => import("./account/Account.svelte"),
  },
  {
    name: "data",
    path: "/projects/:project/data",
    title: { en: "Data", zh: "数据" },
    icon: BookCopy,
    place: "project",
    load: () => import("./data/Data.svelte"),
    tab: { en: "Pictures", zh: "图片" },
  },
  {
    name: "capture",
    partOf: "data",
    path: "/projects/:project/capture",
    title: { en: "Capture", zh: "拍摄" },
    icon: Camera,
    place: "project",
    needsRole: "labeller",
    load: () => import("./capture/Capture.svelte"),
  },
  {
    name: "classes",
    partOf: "data",
    path: "/projects/:project/classes",
    title: { en: "Classes", zh: "类别" },
    icon: Tags,
    place: "project",
    load: () => import("./classes/Classes.svelte"),
  },
  {
    name: "health",
    partOf: "data",
    path: "/projects/:project/health",
    title: { en: "Health", zh: "健康检查" },
    icon: HeartPulse,
    place: "project",
    load: () => import("./health/Health.svelte"),
  },
  {
    name: "map",
    partOf: "data",
    path: "/projects/:project/map",
    title: { en: "Map", zh: "分布图" },
    icon: MapIcon,
    place: "project",
    load: () => import("./map/Map.svelte"),
  },
  {
    name: "label",
    path: "/projects/:project/label/:picture?",
    title: { en: "Label", zh: "标注" },
    icon: SquareDashedMousePointer,
    place: "project",
    isWide: true,
    load: () => import("./label/Label.svelte"),
  },
  {
    name: "review",
    path: "/projects/:project/review",
    title: { en: "Review", zh: "复查" },
    icon: ListChecks,
    place: "project",
    partOf: "label",
    load: () => import("./review/Review.svelte"),
  },
  {
    name: "versions",
    path: "/projects/:project/versions/:version?",
    title: { en: "Versions", zh: "版本" },
    icon: Layers,
    place: "project",
    load: () => import("./versions/Versions.svelte"),
  },
  {
    name: "train",
    path: "/projects/:project/train/:run?",
    title: { en: "Train", zh: "训练" },
    icon: Dumbbell,
    place: "project",
    load: () => import("./train/Train.svelte"),
  },
  {
    name: "results",
    path: "/projects/:project/results/:run?",
    title: { en: "Results", zh: "结果" },
    icon: ChartColumn,
    place: "project",
    load: () => import("./results/Results.svelte"),
  },
  {
    name: "records",
    path: "/projects/:project/records",
    title: { en: "Records", zh: "训练记录" },
    icon: ScrollText,
    place: "project",
    partOf: "results",
    load: () => import("./records/Records.svelte"),
  },
  {
    name: "devices",
    path: "/projects/:project/devices",
    title: { en: "Devices", zh: "设备" },
    icon: Microchip,
    place: "project",
    load: () => import("./devices/Devices.svelte"),
  },
  {
    name: "team",
    path: "/projects/:project/team",
    title: { en: "Team", zh: "成员" },
    icon: UsersRound,
    place: "project",
    needsAccounts: true,
    load: () => import("./team/Team.svelte"),
  },
];

export function findPage(path: string): { row: PageRow; params: Params } | undefined {
  for (const row of pages) {
    const params = matchPath(row.path, path);
    if (params) return { row, params };
  }
  return undefined;
}

/** Returns the link of the navigation: the path with its parameters filled in, the optional ones left out. */
export function hrefOf(row: PageRow, params: Params = {}): string {
  const parts = row.path
    .split("/")
    .map((part) => (part.startsWith(":") ? (part.endsWith("?") ? "" : (params[part.slice(1)] ?? "")) : part))
    .filter(Boolean);
  return `#/${parts.join("/")}`;
}
