"""Computes the cases in the JSON file argv[1] with PyTorch: losses with gradients, and optimizer trajectories. Test only."""
import json
import sys

import torch
import torch.nn.functional as functional

cases = json.load(open(sys.argv[1]))
answers = {}

case = cases["cross_entropy"]
logits = torch.tensor(case["logits"], dtype=torch.float64, requires_grad=True)
loss = functional.cross_entropy(logits, torch.tensor(case["targets"]), label_smoothing=case["smoothing"],
                                weight=torch.tensor(case["weights"], dtype=torch.float64))
loss.backward()
answers["cross_entropy"] = {"loss": loss.item(), "gradient": logits.grad.flatten().tolist()}

case = cases["weighted_sigmoid"]
logits = torch.tensor(case["logits"], dtype=torch.float64, requires_grad=True)
target = functional.one_hot(torch.tensor(case["cells"]), logits.shape[1]).double()
weights = torch.full((logits.shape[1],), float(case["object_weight"]), dtype=torch.float64)
weights[0] = 1
loss = functional.binary_cross_entropy_with_logits(logits, target, pos_weight=weights)
loss.backward()
answers["weighted_sigmoid"] = {"loss": loss.item(), "gradient": logits.grad.flatten().tolist()}

case = cases["optimizers"]
for name in ("sgd", "adamw"):
    values = torch.tensor(case["values"], requires_grad=True)
    if name == "sgd":
        rule = torch.optim.SGD([values], lr=case["rate"], momentum=0.9, nesterov=True, weight_decay=case["decay"])
    else:
        rule = torch.optim.AdamW([values], lr=case["rate"], weight_decay=case["decay"])
    for gradient in case["gradients"]:
        values.grad = torch.tensor(gradient)
        rule.step()
    answers[name] = values.detach().tolist()

json.dump(answers, open(sys.argv[2], "w"))
