// Handlers for models that are written to boards.
#include <algorithm>
#include <map>

#include "base/base64.h"
#include "deploying/history.h"
#include "deploys/deploys.h"
#include "serve/devices.h"
#include "serve/handlers.h"
#include "serve/runs.h"
#include "verbs/run_folder.h"

namespace tinsmith::serve {
namespace {

using nlohmann::json;

json proof_json(const deploying::Proof& proof, const std::vector<std::string>& classes) {
  json result{{"agrees", proof.agrees},
              {"pictures", proof.pictures},
              {"objects", proof.objects},
              {"sentence", proof.sentence}};
  if (!proof.last) return result;
  const auto& [board, computed, size] = *proof.last;
  result.update({{"width", size.width}, {"height", size.height}, {"picture", base64_of(board.picture)}});
  if (board.classes && computed.classes)
    result.update({{"board_classes", classes_json(board, classes)},
                   {"computed_classes", classes_json(computed, classes)}});
  if (board.boxes && computed.boxes)
    result.update({{"board_boxes", boxes_json(board, size, classes)},
                   {"computed_boxes", boxes_json(computed, size, classes)}});
  return result;
}

json deploy_json(const deploys::DeployStatus& status) {
  json result{{"id", status.id},
              {"run_id", status.origin.run_id},
              {"device_id", status.device_id},
              {"port", status.port},
              {"title", status.title},
              {"state", deploys::name_of(status.state)},
              {"phase", deploying::name_of(status.phase)},
              {"doing", status.doing},
              {"fraction", status.fraction},
              {"problem", status.problem}};
  if (!status.deployed) return result;
  const deploying::Deployed& deployed = *status.deployed;
  result.update({{"name", deployed.name},
                 {"address", deployed.address},
                 {"firmware", deployed.firmware},
                 {"bytes", deployed.file_bytes},
                 {"written_bytes", deployed.written_bytes},
                 {"remarks", deployed.remarks}});
  return result;
}

bool may_see(const Call& call, const deploys::DeployStatus& status) {
  return status.origin.project_id == call.project() &&
         (call.asker.is_owner || status.user_id == call.asker.user_id);
}

Result<live::ConnectedBoard> wanted_board(const Call& call) {
  if (const auto id = call.member<std::int64_t>("device_id")) return board_of(call, *id);
  const auto port = call.member<std::string>("port");
  if (!port)
    return fail(Fault::InvalidInput, "give the port or the device_id of the board that gets the model");
  if (!call.asker.is_owner)
    return fail(Fault::NotFound, "there is no board at {} that you may use", port->substr(0, 200));
  return call.installation.connections.connect(*port);
}

// The newest record of each board. Who is no owner of the installation sees those that concern the project: a model of its runs
// is on the board, or was being written.
std::vector<deploying::BoardRecord> newest_records(const Call& call,
                                                   const std::vector<deploying::BoardRecord>& all) {
  std::map<std::string, deploying::BoardRecord> newest;
  for (const auto& record : all) newest[record.address] = record;
  std::vector<deploying::BoardRecord> shown;
  for (const auto& [address, record] : newest)
    if (call.asker.is_owner || (record.origin && record.origin->project_id == call.project()))
      shown.push_back(record);
  std::stable_sort(shown.begin(), shown.end(), [](const auto& a, const auto& b) { return a.time > b.time; });
  return shown;
}

json record_json(const deploying::BoardRecord& record, const Call& call,
                 const std::vector<store::Run>& runs) {
  json result{{"time", record.time}, {"address", record.address},   {"port", record.port},
              {"state", ""},         {"firmware", record.firmware}, {"model", record.model},
              {"note", record.note}};
  std::string state(deploying::name_of(record.state));
  std::replace(state.begin(), state.end(), ' ', '_');
  result["state"] = state;
  if (!record.origin || record.origin->project_id != call.project()) return result;
  for (const store::Run& run : runs)
    if (run.id == record.origin->run_id)
      result.update({{"run_id", run.id}, {"run_number", run.number}, {"run_name", run.name}});
  return result;
}

}  // namespace

Result<Reply> start_deploy(Call& call) {
  store::Run run;
  {
    TRY(auto database, call.database());
    TRY(run, finished_run_of(call, *database));
  }
  TRY(const auto board, wanted_board(call));
  deploys::NewDeploy wanted;
  wanted.device_id = board.id;
  wanted.user_id = call.asker.user_id;
  TRY(wanted.model, verbs::model_file_of(call.store().run_folder(run.id)));
  wanted.data_folder = call.store().root();
  wanted.origin = {run.project_id, run.id};
  TRY(const auto begun, call.installation.deploys.start(std::move(wanted)));
  return Reply(deploy_json(begun));
}

Result<Reply> list_deploys(Call& call) {
  TRY(const auto records, deploying::BoardHistory(call.store().root()).all());
  TRY(auto database, call.database());
  TRY(const auto runs, store::list_runs(*database, call.project()));
  json deploys = json::array(), boards = json::array();
  for (const auto& status : call.installation.deploys.all())
    if (may_see(call, status)) deploys.push_back(deploy_json(status));
  for (const auto& record : newest_records(call, records)) boards.push_back(record_json(record, call, runs));
  return Reply(json{{"deploys", deploys}, {"boards", boards}});
}

Result<Reply> get_deploy(Call& call) {
  const std::int64_t id = call.id("deploy");
  std::int64_t revision = call.whole("after").value_or(0);
  // A deploy that the asker may not see is not waited for either.
  auto status = call.installation.deploys.now(id);
  if (status && may_see(call, *status)) status = call.installation.deploys.wait(id, revision, kMaxWait);
  if (!status || !may_see(call, *status))
    return fail(Fault::NotFound,
                "there is no deploy {}; those before the last start of the server are forgotten", id);
  json result{{"revision", revision}, {"deploy", deploy_json(*status)}};
  if (status->deployed) result["proof"] = proof_json(status->deployed->proof, status->deployed->classes);
  return Reply(std::move(result));
}

}  // namespace tinsmith::serve
