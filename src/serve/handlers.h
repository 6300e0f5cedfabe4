// serve/handlers.h — the handlers of all routes; the table in route_table.cpp assigns them.
//
// A handler is called only after the asker was authorized (serve/authorize.h) and the
// body was checked against its type.
#pragma once

#include "base/result.h"

namespace tinsmith::serve {

class Call;
struct Reply;

Result<Reply> get_session(Call& call);
Result<Reply> sign_in(Call& call);
Result<Reply> sign_out(Call& call);
Result<Reply> make_owner(Call& call);
Result<Reply> change_password(Call& call);
Result<Reply> list_sign_ins(Call& call);
Result<Reply> revoke_sign_in(Call& call);
Result<Reply> list_keys(Call& call);
Result<Reply> make_key(Call& call);
Result<Reply> revoke_key(Call& call);
Result<Reply> list_users(Call& call);
Result<Reply> make_user(Call& call);
Result<Reply> delete_user(Call& call);
Result<Reply> list_audit(Call& call);
Result<Reply> list_projects(Call& call);
Result<Reply> make_project(Call& call);
Result<Reply> make_demo_project(Call& call);
Result<Reply> restore_project(Call& call);
Result<Reply> get_project(Call& call);
Result<Reply> change_project(Call& call);
Result<Reply> delete_project(Call& call);
Result<Reply> put_classes(Call& call);
Result<Reply> list_members(Call& call);
Result<Reply> put_member(Call& call);
Result<Reply> delete_member(Call& call);
Result<Reply> back_up_project(Call& call);
Result<Reply> get_phone_capture(Call& call);
Result<Reply> begin_phone_capture(Call& call);
Result<Reply> end_phone_capture(Call& call);
Result<Reply> remove_phone(Call& call);
Result<Reply> pair_phone(Call& call);
Result<Reply> get_phone_project(Call& call);
Result<Reply> add_phone_class(Call& call);
Result<Reply> leave_phone_project(Call& call);

Result<Reply> list_pictures(Call& call);
Result<Reply> get_picture_beside(Call& call);
Result<Reply> add_picture(Call& call);
Result<Reply> delete_pictures(Call& call);
Result<Reply> label_pictures(Call& call);
Result<Reply> import_zip(Call& call);
Result<Reply> import_again(Call& call);
Result<Reply> forget_import(Call& call);
Result<Reply> restore_pictures(Call& call);
Result<Reply> empty_bin(Call& call);
Result<Reply> list_auto_labels(Call& call);
Result<Reply> approve_auto_labels(Call& call);
Result<Reply> undo_auto_labels(Call& call);
Result<Reply> merge_classes(Call& call);
Result<Reply> get_picture(Call& call);
Result<Reply> put_labels(Call& call);
Result<Reply> delete_picture(Call& call);
Result<Reply> get_picture_file(Call& call);
Result<Reply> get_thumbnail(Call& call);
Result<Reply> get_health(Call& call);
Result<Reply> suggest(Call& call);
Result<Reply> get_instant_model(Call& call);
Result<Reply> predict_instantly(Call& call);
Result<Reply> get_data_map(Call& call);
Result<Reply> confirm_label(Call& call);
Result<Reply> auto_label(Call& call);
Result<Reply> get_review(Call& call);
Result<Reply> start_review(Call& call);
Result<Reply> list_versions(Call& call);
Result<Reply> make_version(Call& call);
Result<Reply> get_version(Call& call);
Result<Reply> delete_version(Call& call);
Result<Reply> download_version(Call& call);
Result<Reply> preview_augmentation(Call& call);
Result<Reply> get_raw(Call& call);
Result<Reply> list_networks(Call& call);
Result<Reply> list_boards(Call& call);
Result<Reply> list_formats(Call& call);
Result<Reply> preflight(Call& call);
Result<Reply> list_runs(Call& call);
Result<Reply> start_run(Call& call);
Result<Reply> compare_runs(Call& call);
Result<Reply> get_run(Call& call);
Result<Reply> delete_run(Call& call);
Result<Reply> stop_run(Call& call);
Result<Reply> predict(Call& call);
Result<Reply> get_run_file(Call& call);
Result<Reply> download_run(Call& call);
Result<Reply> get_run_on_board(Call& call);
Result<Reply> package_run(Call& call);
Result<Reply> list_devices(Call& call);
Result<Reply> add_broker(Call& call);
Result<Reply> remove_broker(Call& call);
Result<Reply> connect_device(Call& call);
Result<Reply> connect_browser_device(Call& call);
Result<Reply> receive_from_browser(Call& call);
Result<Reply> get_browser_orders(Call& call);
Result<Reply> get_device(Call& call);
Result<Reply> change_device(Call& call);
Result<Reply> change_device_network(Call& call);
Result<Reply> disconnect_device(Call& call);
Result<Reply> save_device_picture(Call& call);
Result<Reply> start_deploy(Call& call);
Result<Reply> list_deploys(Call& call);
Result<Reply> get_deploy(Call& call);
Result<Reply> list_jobs(Call& call);
Result<Reply> get_job(Call& call);
Result<Reply> get_job_log(Call& call);
Result<Reply> change_job(Call& call);
Result<Reply> cancel_job(Call& call);
Result<Reply> watch_events(Call& call);
Result<Reply> get_settings(Call& call);
Result<Reply> put_settings(Call& call);
Result<Reply> send_test_message(Call& call);
Result<Reply> verify_store(Call& call);
Result<Reply> get_openapi(Call& call);

}  // namespace tinsmith::serve
