// The audit trail stores routes; these are the actions in words. An unknown route is shown as it is.
import { say, type Bilingual } from "$lib/language.svelte";
import type { AuditEntry } from "$lib/types";

const deeds: Record<string, Bilingual> = {
  "POST /session": { en: "signed in", zh: "登录" },
  "DELETE /session": { en: "signed out", zh: "退出登录" },
  "POST /owner": { en: "made the first account", zh: "创建了第一个账户" },
  "PUT /account/password": { en: "changed their password", zh: "修改了密码" },
  "DELETE /account/sign-ins/{sign_in}": { en: "signed out another browser", zh: "退出了另一处登录" },
  "POST /account/keys": { en: "made an API key", zh: "创建了 API 密钥" },
  "DELETE /account/keys/{api_key}": { en: "withdrew an API key", zh: "撤销了 API 密钥" },
  "POST /users": { en: "made an account", zh: "创建了账户" },
  "DELETE /users/{user}": { en: "removed an account", zh: "移除了账户" },
  "POST /projects": { en: "made a project", zh: "新建了项目" },
  "POST /demo-project": { en: "made a demo project", zh: "新建了示例项目" },
  "POST /restored-project": { en: "restored a project from a backup", zh: "从备份恢复了项目" },
  "PATCH /projects/{project}": { en: "renamed {project}", zh: "重命名了 {project}" },
  "DELETE /projects/{project}": { en: "removed {project}", zh: "删除了 {project}" },
  "PUT /projects/{project}/classes": { en: "changed the classes of {project}", zh: "修改了 {project} 的类别" },
  "PUT /projects/{project}/members": { en: "gave somebody a role in {project}", zh: "在 {project} 中设置了成员" },
  "DELETE /projects/{project}/members/{user}": { en: "removed a member of {project}", zh: "从 {project} 中移除了成员" },
  "POST /projects/{project}/backup": { en: "packed a backup of {project}", zh: "备份了 {project}" },
  "DELETE /projects/{project}/pictures": { en: "deleted pictures of {project}", zh: "删除了 {project} 的图片" },
  "DELETE /projects/{project}/pictures/{picture}": {
    en: "deleted a picture of {project}",
    zh: "删除了 {project} 的一张图片",
  },
  "POST /projects/{project}/imports": { en: "imported a zip into {project}", zh: "向 {project} 导入了 zip" },
  "POST /projects/{project}/versions": { en: "created a version of {project}", zh: "创建了 {project} 的一个版本" },
  "DELETE /projects/{project}/versions/{version}": {
    en: "deleted a version of {project}",
    zh: "删除了 {project} 的一个版本",
  },
  "POST /projects/{project}/versions/{version}/download": {
    en: "packed a version of {project}",
    zh: "打包了 {project} 的一个版本",
  },
  "POST /projects/{project}/runs": { en: "started a training in {project}", zh: "在 {project} 中开始训练" },
  "DELETE /projects/{project}/runs/{run}": { en: "deleted a training of {project}", zh: "删除了 {project} 的一次训练" },
  "POST /projects/{project}/runs/{run}/stop": { en: "stopped a training in {project}", zh: "停止了 {project} 的训练" },
  "PATCH /jobs/{job}": { en: "moved a job in the queue", zh: "调整了任务顺序" },
  "POST /jobs/{job}/cancel": { en: "cancelled a job", zh: "取消了任务" },
  "PUT /settings": { en: "changed the settings", zh: "修改了设置" },
  "POST /settings/test-message": { en: "sent a test message", zh: "发送了测试通知" },
  "POST /verified": { en: "checked every stored file", zh: "检查了所有存储的文件" },
};
const named: Bilingual = { en: "“{name}”", zh: "“{name}”" };
const gone: Bilingual = { en: "project no. {id}, which is gone", zh: "{id} 号项目（已删除）" };

/** `nameOf` returns the name of a project that still exists. */
export function deedOf(entry: AuditEntry, nameOf: (project: number) => string | undefined): string {
  const deed = deeds[entry.action];
  if (!deed) return `${entry.action} ${entry.object}`;
  const id = /\/projects\/(\d+)/.exec(entry.object)?.[1];
  if (id === undefined) return say(deed);
  const name = nameOf(Number(id)) ?? (entry.project || undefined);
  return say(deed, { project: name === undefined ? say(gone, { id }) : say(named, { name }) });
}
