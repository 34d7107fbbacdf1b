-- Looks at a Dockerfile as a user does, and writes what there was to see as JSON. Run by neovim.test.ts.
local report = {}
local buffer = vim.api.nvim_get_current_buf()

local function wait(what, holds)
  assert(vim.wait(15000, holds, 50), 'never came: ' .. what)
end

local function client()
  local get = vim.lsp.get_clients or vim.lsp.get_active_clients
  return get()[1]
end

local function lens_titles()
  local function titles()
    return vim.tbl_map(function(lens)
      return lens.command and lens.command.title or ''
    end, vim.lsp.codelens.get(vim.api.nvim_get_current_buf()))
  end
  wait('lenses', function()
    return #titles() > 0
  end)
  return titles()
end

-- The text of the window that floats.
local function float_text()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      local shown = vim.api.nvim_win_get_buf(window)
      return table.concat(vim.api.nvim_buf_get_lines(shown, 0, -1, false), '\n')
    end
  end
end

local function lines(of)
  return table.concat(vim.api.nvim_buf_get_lines(of, 0, -1, false), '\n') .. '\n'
end

local function look()
  wait('the server', function()
    return client() ~= nil
  end)
  wait('findings', function()
    return #vim.diagnostic.get(buffer) > 0
  end)
  report.diagnostics = vim.tbl_map(function(one)
    return { code = one.code or one.user_data.lsp.code, lnum = one.lnum }
  end, vim.diagnostic.get(buffer))
  report.lenses = lens_titles()

  vim.api.nvim_win_set_cursor(0, { 2, 1 })
  vim.lsp.buf.hover()
  wait('the hover', function()
    return float_text() ~= nil
  end)
  report.hover = float_text()

  if vim.lsp.inlay_hint then
    wait('hints', function()
      return #vim.lsp.inlay_hint.get({ bufnr = buffer }) > 0
    end)
    report.hints = vim.tbl_map(function(hint)
      return hint.inlay_hint.label
    end, vim.lsp.inlay_hint.get({ bufnr = buffer }))
  else
    report.hints = vim.NIL
  end

  -- Of several lenses in a line, the user chooses.
  local offered = {}
  vim.ui.select = function(items, _, choose)
    offered = items
    choose(items[1], 1)
  end
  vim.api.nvim_win_set_cursor(0, { 1, 0 })
  vim.lsp.codelens.run()
  wait('the forecast', function()
    local messages = vim.api.nvim_exec('messages', true)
    return messages:find('The next build') or vim.api.nvim_get_current_buf() ~= buffer
  end)
  report.messages = vim.api.nvim_exec('messages', true)
  report.shown = lines(0)
  vim.api.nvim_set_current_buf(buffer)

  vim.cmd('edit requirements.txt')
  wait('the server of requirements.txt', function()
    return vim.lsp.buf_is_attached(0, client().id)
  end)
  report.requirements = lens_titles()
  vim.api.nvim_set_current_buf(buffer)

  vim.api.nvim_win_set_cursor(0, { 3, 5 })
  vim.lsp.buf.code_action()
  wait('the fix', function()
    return lines(buffer):find('mount=type=cache')
  end)
  report.actions = vim.tbl_map(function(item)
    return (item.action or item[2]).title
  end, offered)
  report.text = lines(buffer)
  wait('findings of the fixed file', function()
    return #vim.diagnostic.get(buffer) == 0
  end)
  report.left = #vim.diagnostic.get(buffer)
end

local fine, trouble = pcall(look)
if fine then
  local file = assert(io.open(os.getenv('LAYER_FORECAST_REPORT'), 'w'))
  local encode = vim.json and vim.json.encode or vim.fn.json_encode
  file:write(encode(report))
  file:close()
else
  io.stderr:write(tostring(trouble) .. '\n' .. vim.api.nvim_exec('messages', true) .. '\n')
end
